{{- define "common.merge" -}}
{{- $top := first . -}}
{{- $overrides := fromYaml (include (index . 1) $top) | default (dict) -}}
{{- $base := fromYaml (include (index . 2) $top) | default (dict) -}}
{{- toYaml (merge $overrides $base) -}}
{{- end -}}
{{- define "common.configmap.base" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ printf "%s-%s" .Release.Name .Chart.Name }}
  labels: { from: library }
data: { one: "1" }
{{- end -}}
{{- define "common.configmap" -}}
{{- include "common.merge" (append . "common.configmap.base") -}}
{{- end -}}

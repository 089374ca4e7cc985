{{- define "texts.who" }}{{ .Release.Namespace | upper }}{{ end }}

package dev.mizzen.daemon.cli.bench;

import dev.mizzen.reconcile.model.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The repository of a benchmark: a directory of plain manifests for each application, as any GitOps engine can read it.
 * The same arguments give the same bytes.
 *
 * @param apps how many applications, 1 or more
 * @param objects of each: a ServiceAccount, a ConfigMap, a Deployment without replicas, an Ingress, and then ConfigMaps
 */
record Load(int apps, int objects) {
    static final String NAMESPACE = "bench";
    static final int FEWEST_OBJECTS = 4;

    /** Path → content, with every Deployment at this version of its image. */
    Map<String, String> files(int version) {
        Map<String, String> files = new LinkedHashMap<>();
        for (int app = 0; app < apps; app++) {
            files.putAll(files(app, version));
        }
        return files;
    }

    /** Those of one application. */
    Map<String, String> files(int app, int version) {
        Map<String, String> files = new LinkedHashMap<>();
        manifests(app, version).forEach((kind, text) -> files.put("apps/" + name(app) + "/" + kind + ".yaml", text));
        return files;
    }

    /** File name without its ending → manifest. */
    Map<String, String> manifests(int app, int version) {
        String name = name(app);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("serviceaccount", head("v1", "ServiceAccount", name));
        all.put("configmap", config(name, name));
        all.put("deployment", deployment(name, version));
        all.put("ingress", ingress(name));
        for (int more = FEWEST_OBJECTS; more < objects; more++) {
            all.put("configmap-" + more, config(name + "-" + more, name));
        }
        return all;
    }

    static String name(int app) {
        return "app-%05d".formatted(app);
    }

    static String image(int version) {
        return "registry.example.com/web:1." + version;
    }

    static ObjectRef configMap(int app) {
        return new ObjectRef("", "ConfigMap", NAMESPACE, name(app));
    }

    static ObjectRef deployment(int app) {
        return new ObjectRef("apps", "Deployment", NAMESPACE, name(app));
    }

    /** The names of all applications. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int app = 0; app < apps; app++) {
            names.add(name(app));
        }
        return names;
    }

    private static String head(String apiVersion, String kind, String name) {
        return """
                apiVersion: %s
                kind: %s
                metadata:
                  name: %s
                  namespace: %s
                  labels: { app: %s }
                """.formatted(apiVersion, kind, name, NAMESPACE, name);
    }

    private static String config(String name, String app) {
        return head("v1", "ConfigMap", name) + """
                data:
                  greeting: hello from %s
                  log-level: info
                """.formatted(app);
    }

    private static String deployment(String name, int version) {
        return head("apps/v1", "Deployment", name) + """
                spec:
                  replicas: 0
                  selector: { matchLabels: { app: %s } }
                  template:
                    metadata: { labels: { app: %s } }
                    spec:
                      serviceAccountName: %s
                      containers:
                        - name: web
                          image: %s
                          ports: [{ containerPort: 8080 }]
                          envFrom: [{ configMapRef: { name: %s } }]
                          resources: { requests: { cpu: 100m, memory: 64Mi } }
                """.formatted(name, name, name, image(version), name);
    }

    private static String ingress(String name) {
        return head("networking.k8s.io/v1", "Ingress", name) + """
                spec:
                  rules:
                    - host: %s.example.com
                      http:
                        paths:
                          - path: /
                            pathType: Prefix
                            backend: { service: { name: %s, port: { number: 80 } } }
                """.formatted(name, name);
    }
}

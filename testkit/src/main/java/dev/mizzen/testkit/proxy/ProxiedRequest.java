package dev.mizzen.testkit.proxy;

import java.util.Arrays;
import java.util.List;

/**
 * A request that reached the proxy.
 *
 * @param number 1 for the first
 * @param verb as RBAC names it, {@code dry-run} for a write that writes nothing, {@code discovery} for what is no resource
 * @param path without the query
 * @param status of the answer; 0 while there is none
 */
public record ProxiedRequest(long number, String verb, String path, int status) {
    static ProxiedRequest of(long number, String method, String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        return new ProxiedRequest(number, verb(method, path, query), path, 0);
    }

    ProxiedRequest answered(int code) {
        return new ProxiedRequest(number, verb, path, code);
    }

    private static String verb(String method, String path, String query) {
        List<String> resource = resource(path);
        if (resource.isEmpty()) {
            return "discovery";
        }
        if (!method.equals("GET") && query.contains("dryRun=")) {
            return "dry-run";
        }
        return switch (method) {
            case "GET" -> reading(resource, query);
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> method;
        };
    }

    private static String reading(List<String> resource, String query) {
        if (query.contains("watch=true") || query.contains("watch=1")) {
            return "watch";
        }
        return resource.size() > 1 ? "get" : "list";
    }

    /** Plural, name and subresource, as far as they are there; nothing where the path is of no resource. */
    private static List<String> resource(String path) {
        List<String> parts = Arrays.asList(path.substring(1).split("/", -1));
        int start = switch (parts.getFirst()) {
            case "api" -> 2;
            case "apis" -> 3;
            default -> parts.size();
        };
        if (parts.size() <= start) {
            return List.of();
        }
        boolean namespaced = parts.get(start).equals("namespaces") && parts.size() > start + 2;
        return parts.subList(namespaced ? start + 2 : start, parts.size());
    }

    @Override
    public String toString() {
        return number + " " + verb + " " + path + " " + status;
    }
}

package dev.mizzen.testkit.forge;

/** Whose API and events a {@link ForgeFixture} speaks. */
public enum Vendor {
    GITHUB("", "refs/pull/%d/head", "github-schemas.json"),
    GITLAB("/api/v4", "refs/merge-requests/%d/head", "gitlab-schemas.json"),
    GITEA("/api/v1", "refs/pull/%d/head", "gitea-schemas.json");

    private final String path;
    private final String head;
    private final String schemas;

    Vendor(String path, String head, String schemas) {
        this.path = path;
        this.head = head;
        this.schemas = schemas;
    }

    /** Where the API is at its server. */
    String path() {
        return path;
    }

    /** The ref at which the newest commit of a pull request is. */
    String head(int number) {
        return head.formatted(number);
    }

    /** The resource with its messages. */
    String schemas() {
        return schemas;
    }
}

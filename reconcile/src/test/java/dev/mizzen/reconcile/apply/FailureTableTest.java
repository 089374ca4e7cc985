package dev.mizzen.reconcile.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

class FailureTableTest {
    @Test
    void aConflictListsPathsAndManagersAlsoWithSubresourceAndTime() {
        Failure failure = of(409, """
                {"reason":"Conflict","message":"Apply failed with 2 conflicts","details":{"causes":[
                 {"reason":"FieldManagerConflict","field":".spec.replicas",
                  "message":"conflict with \\"kube-controller-manager\\" with subresource \\"scale\\" using apps/v1"},
                 {"reason":"FieldManagerConflict","field":".spec.template.spec.containers[name=\\"web\\"].image",
                  "message":"conflict with \\"kubectl-edit\\" using apps/v1 at 2026-01-01T00:00:00Z"}]}}""");
        assertThat(failure)
                .isInstanceOfSatisfying(
                        Failure.Conflict.class,
                        c -> assertThat(c.fields())
                                .containsExactly(
                                        new Failure.FieldConflict(".spec.replicas", "kube-controller-manager", "scale"),
                                        new Failure.FieldConflict(
                                                ".spec.template.spec.containers[name=\"web\"].image", "kubectl-edit")));
    }

    @Test
    void a409WithoutFieldsMeansTheObjectChanged() {
        assertThat(of(409, "{\"reason\":\"Conflict\",\"message\":\"the UID in the precondition\"}"))
                .isInstanceOf(Failure.Stale.class);
    }

    @Test
    void a404OfAnUnservedKindIsNotThatOfAMissingObject() {
        assertThat(FailureTable.of(404, MissingNode.getInstance())).isInstanceOf(Failure.NotServed.class);
        assertThat(of(404, "{\"details\":{\"name\":\"a\",\"kind\":\"configmaps\"}}"))
                .isEqualTo(new Failure.NotFound("HTTP 404", false));
        assertThat(of(404, "{\"details\":{\"name\":\"a\",\"kind\":\"namespaces\"}}"))
                .isEqualTo(new Failure.NotFound("HTTP 404", true));
    }

    @Test
    void aTerminatingNamespaceIsWaitedForAndOtherwiseForbiddenIsRejected() {
        assertThat(of(403, "{\"message\":\"x\",\"details\":{\"causes\":[{\"reason\":\"NamespaceTerminating\"}]}}"))
                .isInstanceOf(Failure.NamespaceTerminating.class);
        assertThat(of(403, "{\"message\":\"configmaps is forbidden\"}")).isInstanceOf(Failure.Forbidden.class);
    }

    @Test
    void onlyAnImmutableFieldMakesAnInvalidObjectReplaceable() {
        Failure immutable = of(422, """
                {"details":{"causes":[{"field":"spec.selector","message":"Invalid value: field is immutable"}]}}""");
        assertThat(immutable)
                .isInstanceOfSatisfying(
                        Failure.Invalid.class, f -> assertThat(f.immutable()).isTrue());
        Failure wrong = of(422, "{\"details\":{\"causes\":[{\"field\":\"spec.x\",\"message\":\"required\"}]}}");
        assertThat(wrong)
                .isInstanceOfSatisfying(
                        Failure.Invalid.class, f -> assertThat(f.immutable()).isFalse());
    }

    @Test
    void whatDoesNotFitTheSchemaIsThePersonsToMendThoughTheServerSaysThatItFailed() {
        Failure one = of(500, """
                {"message":"failed to create typed patch object (x/w; ex.org/v1, Kind=Widget): .spec.size: field not declared in schema"}""");
        assertThat(one)
                .isInstanceOfSatisfying(
                        Failure.Invalid.class,
                        f -> assertThat(f.fields())
                                .containsExactly(new Failure.FieldError("spec.size", "field not declared in schema")));
        Failure two = of(500, """
                {"message":"failed to create typed patch object (x/w; apps/v1, Kind=Deployment): errors:\\n  .spec.a: field not\
                 declared in schema\\n  .spec.list[name=\\"b\\"].v: expected string, got &{1}"}""");
        assertThat(two)
                .isInstanceOfSatisfying(
                        Failure.Invalid.class,
                        f -> assertThat(f.fields())
                                .containsExactly(
                                        new Failure.FieldError("spec.a", "field not declared in schema"),
                                        new Failure.FieldError(
                                                "spec.list[name=\"b\"].v", "expected string, got &{1}")));
    }

    @Test
    void gatewaysCountAsUnreachableAndAnExpiredVersionAsExpired() {
        assertThat(of(503, "{}")).isInstanceOf(Failure.Unreachable.class);
        assertThat(of(500, "{}")).isInstanceOf(Failure.Broken.class);
        assertThat(of(410, "{}")).isInstanceOf(Failure.Expired.class);
        assertThat(of(429, "{}")).isInstanceOf(Failure.Busy.class);
    }

    @Test
    void messagesAreOneLineAndShort() {
        Failure failure = of(400, "{\"message\":\"a\\nb" + "x".repeat(5_000) + "\"}");
        assertThat(failure.message()).startsWith("a b").doesNotContain("\n").hasSizeLessThan(1_002);
    }

    private static Failure of(int code, String status) {
        return FailureTable.of(code, JsonMapper.shared().readTree(status));
    }
}

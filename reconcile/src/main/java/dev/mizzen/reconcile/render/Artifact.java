package dev.mizzen.reconcile.render;

import dev.mizzen.reconcile.model.Digest;
import dev.mizzen.reconcile.model.Problem;
import dev.mizzen.reconcile.model.Rejected;
import dev.mizzen.reconcile.model.Waiting;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an engine makes a component's objects of, in place of the template of its definition.
 *
 * @param body as the helper process is asked, without the contents
 * @param digest of the contents
 * @param contents read only where they have to be rendered
 * @param warnings what is to be told of it, whether it is rendered or was before
 */
record Artifact(ObjectNode body, Digest digest, Contents contents, List<Problem> warnings) {
    /** Adds the contents to the request. */
    interface Contents {
        void into(ObjectNode body) throws Rejected, Waiting;
    }

    /** With its contents. */
    ObjectNode whole() throws Rejected, Waiting {
        ObjectNode whole = body.deepCopy();
        contents.into(whole);
        return whole;
    }

    /** With the digest in place of the contents: equal keys make equal objects. */
    ObjectNode key() {
        return body.deepCopy().put("digest", digest.hex());
    }
}

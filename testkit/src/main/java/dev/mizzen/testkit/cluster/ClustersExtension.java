package dev.mizzen.testkit.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts what {@link Clusters} asks for, once a JVM, and hands it to the tests. */
final class ClustersExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(ClustersExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestCluster.class || type == FreshNamespace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestCluster clusters = shared(context);
        return parameter.getParameter().getType() == TestCluster.class ? clusters : freshNamespace(clusters);
    }

    private static TestCluster shared(ExtensionContext context) {
        String[] names =
                context.getRequiredTestClass().getAnnotation(Clusters.class).value();
        return context.getRoot()
                .getStore(STORE)
                .computeIfAbsent(Arrays.asList(names), key -> TestCluster.start(names), TestCluster.class);
    }

    private static FreshNamespace freshNamespace(TestCluster clusters) {
        FreshNamespace fresh =
                new FreshNamespace("test-" + UUID.randomUUID().toString().substring(0, 8));
        Namespace namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(fresh.name())
                .endMetadata()
                .build();
        clusters.names()
                .forEach(name -> clusters.client(name).resource(namespace).create());
        return fresh;
    }
}

package dev.mizzen.testkit.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test needs real clusters. Those of one set of names are shared by all test classes of the JVM. A parameter of type
 * {@link TestCluster} gets them; one of type {@link FreshNamespace} a namespace of its own on each, made for the test.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClustersExtension.class)
public @interface Clusters {
    /** The clusters' names. */
    String[] value() default {"one"};
}

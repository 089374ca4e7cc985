/** Tests of the YAML reader. */
@NullMarked
package dev.mizzen.reconcile.spec.yaml;

import org.jspecify.annotations.NullMarked;

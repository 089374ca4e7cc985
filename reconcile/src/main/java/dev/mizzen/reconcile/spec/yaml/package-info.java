/**
 * In: the bytes of one YAML file.
 * Out: its documents as values that know their places, and every problem that was found.
 * Must never build anything but the seven kinds of {@link dev.mizzen.reconcile.model.Value}, nor exceed its limits.
 */
@NullMarked
package dev.mizzen.reconcile.spec.yaml;

import org.jspecify.annotations.NullMarked;

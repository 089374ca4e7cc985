/**
 * In: a source's definitions and the built-in ones.
 * Out: the definition that a type name means, as data.
 * Must never evaluate a template.
 */
@NullMarked
package dev.mizzen.reconcile.define;

import org.jspecify.annotations.NullMarked;

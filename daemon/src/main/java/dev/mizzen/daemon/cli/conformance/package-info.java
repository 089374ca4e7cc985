/**
 * In: folders of Applications, each with what KubeVela made of it.
 * Out: for each whether Mizzen makes the same of it, and if not, the first difference and whether it is a listed one.
 * Must never know a case by its name.
 */
@NullMarked
package dev.mizzen.daemon.cli.conformance;

import org.jspecify.annotations.NullMarked;

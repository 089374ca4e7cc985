@NullMarked
package dev.mizzen.reconcile.observe.verdict;

import org.jspecify.annotations.NullMarked;

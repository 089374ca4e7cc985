/**
 * What definitions say of health. In: policies of a run, news of the watches, live objects. Out: the health that counts, in the
 * place of what an object's kind says. It never holds up a run or a watch, and never keeps a live object.
 */
@NullMarked
package dev.mizzen.reconcile.observe.verdict;

import org.jspecify.annotations.NullMarked;

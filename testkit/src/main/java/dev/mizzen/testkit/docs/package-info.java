/** What the documentation shows, so that tests can hold it against the code. */
@NullMarked
package dev.mizzen.testkit.docs;

import org.jspecify.annotations.NullMarked;

/**
 * The tables as tables: their columns and keys, and their rows in the order of their keys, whatever
 * they mean. For work on a whole store while no server uses it: copying and comparing. A test holds
 * the list against both databases' own catalogues, so that no table and no column is left out.
 * Depends on the store's links.
 */
@NullMarked
package dev.sealkeep.keystore.store.table;

import org.jspecify.annotations.NullMarked;

package dev.sealkeep.policy.solve;

/**
 * A finite choice: which cell a claim's value, or a part of it, lies in.
 *
 * @param index its place among the facets of its space
 * @param claim the claim it belongs to
 * @param cells how many cells there are; cell 0 stands for a claim that is missing, where the facet
 *     has such a cell
 */
record Facet(int index, String claim, int cells) {}

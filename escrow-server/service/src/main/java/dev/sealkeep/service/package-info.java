/** Placeholder. */
@org.jspecify.annotations.NullMarked
package dev.sealkeep.service;

@NullMarked
package dev.sealkeep.cli.policy.lsp;

import org.jspecify.annotations.NullMarked;

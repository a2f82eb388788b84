package dev.sealkeep.cli.policy;

import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.policy.Compilation;
import dev.sealkeep.policy.PolicyCompiler;
import dev.sealkeep.policy.evaluate.Policy;
import java.nio.file.Path;

/** A policy that a command works on, compiled from a file. */
record PolicyFile(Path path, String source, Policy policy) {
  /** Reads a file whose policy has no error; otherwise the command ends with its diagnostics. */
  static PolicyFile read(Path path) {
    String source = BoundedFile.readText(path, PolicyCommand.MAX_BYTES, "the policy");
    return switch (PolicyCompiler.compile(source)) {
      case Compilation.Compiled compiled -> new PolicyFile(path, source, compiled.policy());
      case Compilation.Rejected rejected ->
          throw CommandFailure.of(
              ExitCode.UNUSABLE,
              "the policy %s has errors".formatted(path),
              "Mend what is shown above.",
              rejected.diagnostics().stream()
                  .map(d -> d.render(source, path.toString()).stripTrailing() + "\n")
                  .toList());
    };
  }
}

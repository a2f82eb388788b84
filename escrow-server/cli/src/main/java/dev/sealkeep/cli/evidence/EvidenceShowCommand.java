package dev.sealkeep.cli.evidence;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.snp.SnpFields;
import dev.sealkeep.evidence.snp.SnpVerifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sealkeep evidence show}: prints the fields of evidence without a verdict. */
@Command(
    name = "show",
    description = "Print the fields of evidence as JSON, without a verdict.",
    mixinStandardHelpOptions = true)
final class EvidenceShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "PATH", description = "A file, or a folder with evidence.")
  private Path path = Path.of("");

  @Override
  public Integer call() {
    try {
      String json = EvidenceJson.of(TrustAnchors.AMD_SEV_SNP, fields());
      spec.commandLine().getOut().println(json);
      return EvidenceVerifyCommand.VERIFIED;
    } catch (UnusableInputException e) {
      spec.commandLine().getErr().println(e.message());
      return EvidenceVerifyCommand.UNUSABLE;
    }
  }

  private SequencedMap<String, Object> fields() throws UnusableInputException {
    EvidenceFiles files = EvidenceFiles.ofPath(path);
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    Optional<byte[]> evidence = files.evidence(false);
    if (evidence.isPresent()) {
      switch (SnpVerifier.show(evidence.get())) {
        case Parsed.Accepted<SequencedMap<String, Object>>(var report) -> fields.putAll(report);
        case Parsed.Refused<SequencedMap<String, Object>>(Reason reason) ->
            throw new UnusableInputException(
                path + " cannot be read (" + reason.code() + ")", reason.detail());
      }
    }
    fields.putAll(SnpFields.of(files.certificates()));
    if (fields.isEmpty()) {
      throw EvidenceVerifyCommand.nothingFound(path);
    }
    return fields;
  }
}

package dev.sealkeep.cli.evidence;

import dev.sealkeep.evidence.EvidenceVerifier;
import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.evidence.TrustAnchors;
import dev.sealkeep.evidence.appraise.EvidenceAppraiser;
import dev.sealkeep.evidence.signature.SignatureChecks;
import dev.sealkeep.evidence.snp.SnpFields;
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
      spec.commandLine().getOut().println(json());
      return EvidenceVerifyCommand.VERIFIED;
    } catch (UnusableInputException e) {
      spec.commandLine().getErr().println(e.message());
      return EvidenceVerifyCommand.UNUSABLE;
    }
  }

  private String json() throws UnusableInputException {
    EvidenceAppraiser appraiser =
        new EvidenceAppraiser(TrustAnchors.none(), SignatureChecks.fastest());
    EvidenceFiles files = EvidenceFiles.ofPath(path, appraiser, Optional.empty());
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    Optional<EvidenceVerifier> verifier = files.verifier();
    if (verifier.isPresent()) {
      switch (verifier.get().show(files.evidence().getFirst())) {
        case Parsed.Accepted<SequencedMap<String, Object>>(var read) -> fields.putAll(read);
        case Parsed.Refused<SequencedMap<String, Object>>(Reason reason) ->
            throw new UnusableInputException(
                path + " cannot be read (" + reason.code() + ")", reason.detail());
      }
    }
    fields.putAll(SnpFields.of(files.collateral()));
    if (fields.isEmpty()) {
      throw RecordedEvidence.nothingFound(path);
    }
    return EvidenceJson.of(
        verifier.map(EvidenceVerifier::technology).orElse(TrustAnchors.AMD_SEV_SNP), fields);
  }
}

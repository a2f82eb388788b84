package dev.sealkeep.cli.policy.cases;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sealkeep.cli.evidence.RecordedEvidence;
import dev.sealkeep.cli.evidence.UnusableInputException;
import dev.sealkeep.cli.failure.CommandFailure;
import dev.sealkeep.cli.failure.ExitCode;
import dev.sealkeep.cli.json.Json;
import dev.sealkeep.cli.keyfile.BoundedFile;
import dev.sealkeep.evidence.Binding;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.document.ClaimDocument;
import dev.sealkeep.policy.document.DocumentReading;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.schema.ClaimType;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cases of one policy from its files, in order. A case may be like one that stands before
 * it, in the same file or an earlier one, so that no case can depend on itself.
 */
final class CaseReader {
  private static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final List<String> FILE = List.of("references", "cases");
  private static final List<String> CLAIMED =
      List.of("name", "technology", "claims", "references", "expect");
  private static final List<String> ALIKE =
      List.of("name", "like", "set", "remove", "references", "expect");
  private static final List<String> RECORDED =
      List.of(
          "name",
          "evidence",
          "at",
          "collateral",
          "report_data",
          "technology",
          "trust",
          "references",
          "expect");
  private static final List<String> ANY =
      List.of(CLAIMED, ALIKE, RECORDED).stream().flatMap(List::stream).distinct().toList();

  private final Map<String, ReferenceSet> given;
  private final List<Path> collateral;
  private final Map<String, PolicyCase> cases = new LinkedHashMap<>();
  private final Map<String, Document> documents = new HashMap<>();

  /** Claims as written, for cases that are like this one. */
  private record Document(String technology, Map<String, Object> claims) {}

  /**
   * Reads with what the command was given.
   *
   * @param given the sets of the command line, over which files and cases put theirs
   * @param collateral what evidence is verified with beside what a case names
   */
  CaseReader(Map<String, ReferenceSet> given, List<Path> collateral) {
    this.given = given;
    this.collateral = collateral;
  }

  /** The cases of those files; what cannot be read ends the command. */
  List<PolicyCase> read(List<Path> files) {
    files.forEach(this::read);
    return List.copyOf(cases.values());
  }

  private void read(Path file) {
    Members members = new Members(file.toString(), document(file), FILE);
    var references = CaseReferences.over(given, members, file, file.toString());
    if (!(members.required("cases") instanceof List<?> list) || list.isEmpty()) {
      throw members.refusal("'cases' is not a list of at least one case");
    }
    for (int i = 0; i < list.size(); i++) {
      Members ofCase = new Members(file + ", case " + label(list.get(i), i), list.get(i), ANY);
      add(ofCase, list.get(i), references, file);
    }
  }

  private static Object document(Path file) {
    try {
      return Json.document(BoundedFile.read(file, MAX_BYTES, "the cases"));
    } catch (JsonProcessingException e) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "%s:%d:%d: not JSON: %s"
              .formatted(
                  file,
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")),
          "Mend the file there.");
    }
  }

  private static String label(@Nullable Object object, int index) {
    return object instanceof Map<?, ?> map && map.get("name") instanceof String name
        ? "`" + name + "`"
        : Integer.toString(index + 1);
  }

  private void add(Members unnamed, Object object, Map<String, ReferenceSet> outer, Path file) {
    String name = unnamed.requiredText("name");
    if (name.isBlank() || !new ClaimType.Text().admits(name)) {
      throw unnamed.refusal("its name is not a printable text of at most 1024 characters");
    }
    String where = file + ", case `" + name + "`";
    Members members = new Members(where, object, kind(unnamed, where));
    PolicyCase read =
        new PolicyCase(
            name,
            file,
            subject(members, name, file, where),
            CaseReferences.over(outer, members, file, where),
            ExpectationReader.read(where + ", expect", members.required("expect")));
    PolicyCase other = cases.putIfAbsent(name, read);
    if (other != null) {
      throw members.refusal("%s has a case of this name already".formatted(other.file()));
    }
  }

  /** What a case may say depends on what it is about. */
  private static List<String> kind(Members members, String where) {
    List<String> kinds =
        List.of("claims", "like", "evidence").stream().filter(members::has).toList();
    if (kinds.size() != 1) {
      throw CommandFailure.of(
          ExitCode.UNUSABLE,
          "%s: it has %s of 'claims', 'like' and 'evidence'"
              .formatted(where, kinds.isEmpty() ? "none" : kinds.size()),
          "Give claims, name a case that it is like, or name a folder of evidence.");
    }
    return switch (kinds.getFirst()) {
      case "claims" -> CLAIMED;
      case "like" -> ALIKE;
      default -> RECORDED;
    };
  }

  private PolicyCase.Subject subject(Members members, String name, Path file, String where) {
    if (members.has("evidence")) {
      return recorded(members, file);
    }
    Document document = members.has("like") ? alike(members) : claimed(members);
    documents.put(name, document);
    return switch (ClaimDocument.read(document.technology(), document.claims())) {
      case DocumentReading.Read read -> new PolicyCase.Subject.Claimed(read.claims());
      case DocumentReading.Refused refused ->
          throw CommandFailure.of(
              ExitCode.UNUSABLE,
              where + ": its claims cannot be read",
              "The claims are listed in docs/reference/claims.md.",
              refused.problems());
    };
  }

  private static Document claimed(Members members) {
    return new Document(
        members.requiredText("technology"),
        claims(members, "claims").orElseThrow(() -> members.refusal("'claims' is null")));
  }

  private Document alike(Members members) {
    String like = members.requiredText("like");
    Document other = documents.get(like);
    if (other == null) {
      throw members.refusal(
          "there is no case '%s' with claims before it%s"
              .formatted(
                  like,
                  Spelling.suggest(like, documents.keySet()).map(hint -> "; " + hint).orElse("")));
    }
    Map<String, Object> claims = new LinkedHashMap<>(other.claims());
    for (String removed : members.texts("remove")) {
      if (claims.remove(removed) == null) {
        throw members.refusal("'%s' has no claim `%s` to remove".formatted(like, removed));
      }
    }
    claims(members, "set").ifPresent(claims::putAll);
    return new Document(other.technology(), claims);
  }

  private static Optional<Map<String, Object>> claims(Members members, String member) {
    return members
        .object(member)
        .map(
            given -> {
              Map<String, Object> claims = new LinkedHashMap<>();
              for (Map.Entry<?, ?> claim : given.entrySet()) {
                if (claim.getValue() == null) {
                  throw members.refusal("`%s` is null; leave it out".formatted(claim.getKey()));
                }
                claims.put(String.valueOf(claim.getKey()), claim.getValue());
              }
              return claims;
            });
  }

  private PolicyCase.Subject recorded(Members members, Path file) {
    List<Path> supplied = new ArrayList<>(collateral);
    supplied.addAll(paths(members, "collateral", file));
    RecordedEvidence evidence =
        new RecordedEvidence(
            file.resolveSibling(members.requiredText("evidence")),
            members.text("technology"),
            supplied,
            paths(members, "trust", file),
            reportData(members));
    return new PolicyCase.Subject.Recorded(evidence, at(members));
  }

  private static List<Path> paths(Members members, String member, Path file) {
    return members.texts(member).stream().map(file::resolveSibling).toList();
  }

  private static Instant at(Members members) {
    try {
      return Instant.parse(members.requiredText("at"));
    } catch (DateTimeParseException e) {
      throw members.refusal("'at' is not an instant such as 2026-01-31T12:00:00Z");
    }
  }

  private static Optional<Binding> reportData(Members members) {
    Optional<String> digits = members.text("report_data");
    try {
      return digits.isEmpty()
          ? Optional.empty()
          : Optional.of(RecordedEvidence.reportData(digits.get(), "'report_data'"));
    } catch (UnusableInputException e) {
      throw members.refusal(String.valueOf(e.getMessage()));
    }
  }
}

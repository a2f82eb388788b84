package dev.sealkeep.policy.hole;

import dev.sealkeep.policy.claim.ClaimSet;
import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.CompiledClause;
import dev.sealkeep.policy.evaluate.Policy;
import dev.sealkeep.policy.reference.ReferenceSet;
import dev.sealkeep.policy.solve.Admission;
import dev.sealkeep.policy.solve.AssumedSets;
import dev.sealkeep.policy.solve.Constraint;
import dev.sealkeep.policy.solve.Solver;
import dev.sealkeep.policy.solve.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks for holes. For each permit clause and hole the solver is asked for a machine that could
 * exist, is dangerous as the hole has it, and is admitted by that clause; what it finds is shown to
 * the evaluator before it counts. A set that is not at hand may hold anything but the attacker's
 * value, so a claim that has to be in one is pinned by it.
 */
public final class HoleSearch {
  /** How many looks at a claim's cells the solver may take for one hole of one clause. */
  public static final long DEFAULT_STEPS = 2_000_000;

  private final Policy policy;
  private final Map<String, ReferenceSet> references;
  private final List<Hole> holes;
  private final long steps;
  private final List<Finding> found = new ArrayList<>();
  private final List<Findings.Undecided> undecided = new ArrayList<>();
  private final List<Findings.Unmet> unmet = new ArrayList<>();
  private final SortedMap<Integer, ClaimSet> letIn = new TreeMap<>();

  private HoleSearch(
      Policy policy, Map<String, ReferenceSet> references, List<Hole> holes, long steps) {
    this.policy = policy;
    this.holes = holes;
    this.references = Map.copyOf(references);
    this.steps = steps;
  }

  /**
   * The holes of a policy.
   *
   * @param references the sets at hand, under their names
   */
  public static Findings of(Policy policy, Map<String, ReferenceSet> references) {
    return of(policy, references, DEFAULT_STEPS);
  }

  /** The holes that are found within so many steps of the solver for each hole and clause. */
  public static Findings of(Policy policy, Map<String, ReferenceSet> references, long steps) {
    return new HoleSearch(policy, references, Catalogue.holes(), steps).search();
  }

  /** Which of some holes a policy has. */
  static Findings of(Policy policy, Map<String, ReferenceSet> references, List<Hole> holes) {
    return new HoleSearch(policy, references, holes, DEFAULT_STEPS).search();
  }

  /**
   * For each permit clause, by its line, the most ordinary report that it lets in; none for a
   * clause that lets nothing in.
   */
  static SortedMap<Integer, ClaimSet> letIn(Policy policy, Map<String, ReferenceSet> references) {
    HoleSearch search = new HoleSearch(policy, references, List.of(), DEFAULT_STEPS);
    search.search();
    return search.letIn;
  }

  private Findings search() {
    for (String technology : policy.technologies()) {
      Admission admission = new Admission(policy, technology, references);
      Set<CompiledClause> idle = new LinkedHashSet<>(admission.permits());
      Machines.of(technology).forEach(machine -> idle.removeAll(search(machine, admission)));
      idle.forEach(clause -> unmet.add(new Findings.Unmet(technology, clause.line())));
    }
    unmet.sort(Comparator.comparingInt(Findings.Unmet::line));
    found.sort(
        Comparator.comparing((Finding finding) -> finding.hole().severity())
            .thenComparing(finding -> finding.hole().code())
            .thenComparingInt(finding -> finding.clause().line()));
    return new Findings(found, undecided, unmet);
  }

  /** A hole and how it shows on the machine at hand. */
  private record Candidate(Hole hole, Hole.Way way) {}

  private List<Candidate> candidates(Machine machine) {
    return holes.stream()
        .flatMap(hole -> hole.ways().stream().map(way -> new Candidate(hole, way)))
        .filter(candidate -> candidate.way().machine().equals(machine))
        .toList();
  }

  /** Looks for holes on one kind of machine, and tells which clauses may let one in. */
  private Set<CompiledClause> search(Machine machine, Admission admission) {
    List<Candidate> candidates = candidates(machine);
    Trait others = OtherItems.ties(machine.technology(), admission.asks());
    List<Trait> traits = new ArrayList<>(List.of(machine.ties(), others));
    for (Candidate candidate : candidates) {
      traits.add(candidate.way().dangerous());
      traits.addAll(candidate.way().moot());
    }
    Optional<Question> question = Question.of(admission, machine, traits);
    Set<CompiledClause> met = new HashSet<>();
    for (CompiledClause clause : admission.permits()) {
      if (question.isEmpty()) {
        candidates.forEach(candidate -> undecided(candidate, machine, clause));
        met.add(clause);
      } else if (new ClauseSearch(machine, admission, clause, question.get(), others)
          .search(candidates)) {
        met.add(clause);
      }
    }
    return met;
  }

  private void undecided(Candidate candidate, Machine machine, CompiledClause clause) {
    undecided.add(new Findings.Undecided(candidate.hole(), machine.describe(), clause.line()));
  }

  /** The search of one clause on one kind of machine. */
  private final class ClauseSearch {
    private final Machine machine;
    private final Admission admission;
    private final CompiledClause clause;
    private final Question question;
    private final Constraint admitted;

    ClauseSearch(
        Machine machine,
        Admission admission,
        CompiledClause clause,
        Question question,
        Trait others) {
      this.machine = machine;
      this.admission = admission;
      this.clause = clause;
      this.question = question;
      this.admitted =
          Constraint.and(
              admission.admitsBy(clause, question.space()),
              question.isGenuine(),
              question.has(others));
    }

    /** Returns false if the clause lets no machine of the kind in. */
    boolean search(List<Candidate> candidates) {
      switch (solve(Trait.anything())) {
        case Verdict.Unsatisfiable _ -> {
          return false;
        }
        case Verdict.Exhausted _ -> {}
        case Verdict.Satisfiable claims -> {
          ClaimSet report = report(claims, admission.asks());
          if (policy.decide(report, sets(assumed(claims))).permits()) {
            letIn.putIfAbsent(clause.line(), report);
          }
        }
      }
      candidates.forEach(this::search);
      return true;
    }

    private void search(Candidate candidate) {
      switch (solve(candidate.way().dangerous())) {
        case Verdict.Unsatisfiable _ -> {}
        case Verdict.Exhausted _ -> undecided(candidate, machine, clause);
        case Verdict.Satisfiable claims -> {
          Optional<Finding> finding = confirm(candidate, claims);
          List<Verdict> moot = candidate.way().moot().stream().map(this::solve).toList();
          if (moot.stream().anyMatch(Verdict.Satisfiable.class::isInstance)) {
            return;
          }
          if (finding.isEmpty() || moot.stream().anyMatch(Verdict.Exhausted.class::isInstance)) {
            undecided(candidate, machine, clause);
          } else {
            found.add(finding.get());
          }
        }
      }
    }

    private Verdict solve(Trait trait) {
      Constraint constraint = Constraint.and(admitted, question.has(trait));
      return Solver.solveNear(
          question.space(), constraint, machine.typical(), Integer.MAX_VALUE, steps);
    }

    private Optional<Finding> confirm(Candidate candidate, Verdict.Satisfiable claims) {
      SortedSet<String> telling = new TreeSet<>(admission.asks());
      telling.addAll(Telling.claims(machine, candidate.way().dangerous()));
      ClaimSet report = report(claims, telling);
      Map<String, ReferenceSet> assumed = assumed(claims);
      return policy.decide(report, sets(assumed)).permits()
          ? Optional.of(
              new Finding(
                  candidate.hole(),
                  machine.describe(),
                  clause,
                  report,
                  telling,
                  assumed,
                  candidate.way().cure()))
          : Optional.empty();
    }

    private ClaimSet report(Verdict.Satisfiable claims, Set<String> telling) {
      return new ClaimSet(
          machine.technology(), machine.settling().settled(completed(claims), telling));
    }

    private Map<String, ReferenceSet> assumed(Verdict.Satisfiable claims) {
      return AssumedSets.of(machine.technology(), claims.assumed());
    }

    /** The sets at hand, those that are assumed, and empty ones for the rest. */
    private Map<String, ReferenceSet> sets(Map<String, ReferenceSet> assumed) {
      SortedSet<String> missing = new TreeSet<>(policy.referenceSets());
      missing.removeAll(assumed.keySet());
      Map<String, ReferenceSet> sets = new LinkedHashMap<>(AssumedSets.with(assumed, missing));
      sets.putAll(references);
      return sets;
    }

    /** The claims found, and those of an ordinary machine where nothing was asked. */
    private Map<String, ClaimValue> completed(Verdict.Satisfiable claims) {
      Map<String, ClaimValue> all = new LinkedHashMap<>(machine.typical());
      question.space().claims().forEach(all::remove);
      all.putAll(claims.claims());
      return all;
    }
  }
}

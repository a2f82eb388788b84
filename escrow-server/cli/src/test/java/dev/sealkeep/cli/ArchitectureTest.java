package dev.sealkeep.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dependencies point one way (DESIGN.md, Layout). */
final class ArchitectureTest {
  private static final String[] PLATFORM = {"java..", "javax..", "org.jspecify.."};
  private static final String POLICY = "dev.sealkeep.policy..";
  private static final String CLAIM = "dev.sealkeep.policy.claim..";
  private static final String PROTOCOL = "dev.sealkeep.protocol..";
  private static final String AGENT = "dev.sealkeep.agent..";
  private static final String SIMULATOR = "dev.sealkeep.simulator..";
  private static final String EVIDENCE = "dev.sealkeep.evidence..";
  private static final String LEDGER = "dev.sealkeep.ledger..";
  private static final String KEYSTORE = "dev.sealkeep.keystore..";
  private static final String SERVICE = "dev.sealkeep.service..";
  private static final String VENDORS = "dev.sealkeep.service.collateral.vendor..";
  private static final String CLI = "dev.sealkeep.cli..";
  private static final List<String> MODULES =
      List.of(POLICY, PROTOCOL, AGENT, SIMULATOR, EVIDENCE, LEDGER, KEYSTORE, SERVICE, CLI);

  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.sealkeep");

  /** Allows a module its own packages and the listed ones of the project, and all libraries. */
  private static ClassesShouldConjunction onlyKnows(String module, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = module;
    System.arraycopy(others, 0, allowed, 1, others.length);
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.sealkeep..").and(not(resideInAnyPackage(allowed))));
  }

  /** Allows a module its own packages and the listed ones, libraries included. */
  private static ArchRule needsNothingBut(String module, String... others) {
    String[] allowed = new String[PLATFORM.length + others.length + 1];
    System.arraycopy(PLATFORM, 0, allowed, 0, PLATFORM.length);
    System.arraycopy(others, 0, allowed, PLATFORM.length, others.length);
    allowed[allowed.length - 1] = module;
    return classes()
        .that()
        .resideInAPackage(module)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed);
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String module : MODULES) {
      assertThat(PROJECT.that(resideInAPackage(module)))
          .as("classes of %s beside its package descriptions", module)
          .anyMatch(type -> !type.getSimpleName().equals("package-info"));
    }
  }

  @Test
  void theRulesCanFail() {
    ArchRule wrong = needsNothingBut(CLI);
    assertThatThrownBy(() -> wrong.check(PROJECT)).isInstanceOf(AssertionError.class);
    ArchRule alsoWrong = onlyKnows(CLI);
    assertThatThrownBy(() -> alsoWrong.check(PROJECT)).isInstanceOf(AssertionError.class);
  }

  @Test
  void thePolicyLanguageKnowsNothingElse() {
    needsNothingBut(POLICY, "org.antlr.v4.runtime..").check(PROJECT);
  }

  @Test
  void theProtocolNeedsThePlatformAlone() {
    needsNothingBut(PROTOCOL).check(PROJECT);
  }

  @Test
  void theAgentIsSmall() {
    // The platform says in a package of its own who is at the other end of a local socket.
    needsNothingBut(AGENT, PROTOCOL, "com.sun.jna..", "jdk.net..").check(PROJECT);
  }

  @Test
  void theSimulatorKnowsTheProtocol() {
    needsNothingBut(SIMULATOR, PROTOCOL, "org.bouncycastle..").check(PROJECT);
  }

  @Test
  void verifiersKnowClaimsAndNoPolicy() {
    onlyKnows(EVIDENCE, CLAIM).check(PROJECT);
  }

  @Test
  void theLedgerIsPure() {
    needsNothingBut(LEDGER, PROTOCOL).check(PROJECT);
  }

  @Test
  void theKeystoreKnowsTheProtocol() {
    onlyKnows(KEYSTORE, PROTOCOL).check(PROJECT);
  }

  @Test
  void theServiceKnowsNoGuest() {
    onlyKnows(SERVICE, POLICY, PROTOCOL, EVIDENCE, LEDGER, KEYSTORE).check(PROJECT);
  }

  @Test
  void onlyTheCommandKnowsTheService() {
    noClasses()
        .that()
        .resideOutsideOfPackages(CLI, SERVICE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SERVICE)
        .check(PROJECT);
  }

  @Test
  void onlyTheCommandsThatRunAServerOrOpenItsStoreKnowIt() {
    noClasses()
        .that()
        .resideInAPackage(CLI)
        .and()
        .resideOutsideOfPackages(
            "dev.sealkeep.cli.demo..",
            "dev.sealkeep.cli.server..",
            "dev.sealkeep.cli.store..",
            "dev.sealkeep.cli.cluster..",
            "dev.sealkeep.cli.log..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(SERVICE, KEYSTORE).and(not(resideInAPackage(VENDORS))))
        .check(PROJECT);
  }

  @Test
  void onlyTheCollateralCommandKnowsHowVendorsAreAsked() {
    noClasses()
        .that()
        .resideInAPackage(CLI)
        .and()
        .resideOutsideOfPackage("dev.sealkeep.cli.collateral..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(VENDORS)
        .check(PROJECT);
  }

  @Test
  void askingVendorsNeedsNoServerAndNoDatabase() {
    noClasses()
        .that()
        .resideInAPackage(VENDORS)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(SERVICE, KEYSTORE).and(not(resideInAPackage(VENDORS))))
        .check(PROJECT);
  }

  @Test
  void onlyTheDemoKnowsTheSimulator() {
    noClasses()
        .that()
        .resideOutsideOfPackages(SIMULATOR, "dev.sealkeep.cli.demo..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SIMULATOR)
        .check(PROJECT);
  }

  @Test
  void packagesOfAModuleFormNoCycle() {
    for (String module : MODULES) {
      String root = module.substring(0, module.length() - 2);
      slices()
          .matching(root + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(PROJECT);
    }
  }

  @Test
  void aPackageIsNamedAfterAConcept() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..")
        .check(PROJECT);
  }
}

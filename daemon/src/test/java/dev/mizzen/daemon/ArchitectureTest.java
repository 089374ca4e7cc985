package dev.mizzen.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.mizzen.daemon.";

    private final JavaClasses daemon = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.mizzen.daemon");

    private void knowsNot(String who, String... others) {
        String[] packages = new String[others.length];
        for (int i = 0; i < others.length; i++) {
            packages[i] = ROOT + others[i] + "..";
        }
        noClasses()
                .that()
                .resideInAPackage(ROOT + who + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(daemon);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.mizzen.daemon.(*)..").should().beFreeOfCycles().check(daemon);
    }

    @Test
    void eachPackageKnowsOnlyThoseBeforeIt() {
        knowsNot(
                "config", "promote", "history", "queue", "store", "approve", "report", "trigger", "pulls", "web",
                "cli");
        knowsNot(
                "queue", "promote", "history", "config", "store", "approve", "report", "trigger", "pulls", "web",
                "cli");
        knowsNot(
                "store", "promote", "history", "config", "queue", "approve", "report", "trigger", "pulls", "web",
                "cli");
        knowsNot("approve", "promote", "history", "queue", "report", "trigger", "pulls", "web", "cli");
        knowsNot("report", "promote", "history", "config", "queue", "approve", "trigger", "pulls", "web", "cli");
        knowsNot("history", "promote", "config", "queue", "approve", "trigger", "pulls", "web", "cli");
        knowsNot("trigger", "promote", "config", "store", "approve", "pulls", "web", "cli");
        knowsNot("pulls", "promote", "history", "config", "queue", "approve", "web", "cli");
        knowsNot("promote", "config", "queue", "approve", "pulls", "web", "cli");
        knowsNot(
                "fleet", "promote", "history", "config", "queue", "store", "approve", "report", "trigger", "pulls",
                "web", "cli");
        knowsNot("web", "config", "queue", "trigger", "pulls", "cli");
    }

    @Test
    void partsDoNotKnowWhoWiresThem() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "config",
                        ROOT + "fleet",
                        ROOT + "queue",
                        ROOT + "store",
                        ROOT + "approve",
                        ROOT + "report",
                        ROOT + "history",
                        ROOT + "trigger",
                        ROOT + "promote",
                        ROOT + "pulls",
                        ROOT + "web")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.mizzen.daemon")
                .check(daemon);
    }
}

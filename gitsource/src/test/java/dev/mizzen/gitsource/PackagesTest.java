package dev.mizzen.gitsource;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.mizzen.gitsource", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {
    private static final String HERE = "dev.mizzen.gitsource";

    @ArchTest
    static final ArchRule SNAPSHOT_KNOWS_NOTHING_OF_THE_OTHERS = onlyKnows("snapshot");

    @ArchTest
    static final ArchRule MIRROR_KNOWS_SNAPSHOT = onlyKnows("mirror", "snapshot");

    @ArchTest
    static final ArchRule HOOK_KNOWS_SNAPSHOT = onlyKnows("hook", "snapshot");

    @ArchTest
    static final ArchRule FORGE_KNOWS_MIRROR_AND_SNAPSHOT = onlyKnows("forge", "mirror", "snapshot");

    @ArchTest
    static final ArchRule NOTHING_POINTS_BACK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.mizzen.reconcile..", "dev.mizzen.daemon..", "dev.mizzen.testkit..");

    /** Beside its own package and those named, a package of this module may use the shared values only. */
    private static ArchRule onlyKnows(String own, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = HERE + "." + own;
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = HERE + "." + others[i];
        }
        return classes()
                .that()
                .resideInAPackage(HERE + "." + own)
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(HERE + ".."))
                        .or(resideInAnyPackage(allowed))
                        .or(belongToAnyOf(Secret.class)));
    }
}

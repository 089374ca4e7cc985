package dev.mizzen.reconcile;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Optional;

/** The tree shows the flow: a stage knows only those that a commit passes before it. */
@AnalyzeClasses(packages = "dev.mizzen", importOptions = ImportOption.DoNotIncludeTests.class)
class StagesTest {
    private static final String ROOT = "dev.mizzen.reconcile";
    private static final List<String> ORDER = List.of(
            "model",
            "share",
            "reach",
            "spec",
            "define",
            "artifact",
            "place",
            "render",
            "plan",
            "apply",
            "observe",
            "run",
            "promote");

    @ArchTest
    static final ArchRule A_STAGE_KNOWS_ONLY_THOSE_BEFORE_IT =
            ArchRuleDefinition.classes().that().resideInAPackage(ROOT + "..").should(knowOnlyEarlierStages());

    @ArchTest
    static final ArchRule NO_STAGE_IS_PART_OF_A_CYCLE =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SOURCES_KNOW_NOTHING_OF_WHAT_BECOMES_OF_THEM = noClasses()
            .that()
            .resideInAPackage("dev.mizzen.gitsource..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "..");

    @ArchTest
    static final ArchRule ONLY_APPLY_AND_OBSERVE_SPEAK_TO_CLUSTERS = noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .and()
            .resideOutsideOfPackages(ROOT + ".apply..", ROOT + ".observe..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule ONLY_RENDER_AND_DEFINE_START_PROCESSES = noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .and()
            .resideOutsideOfPackages(ROOT + ".render..", ROOT + ".define..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class, Process.class, ProcessHandle.class, Runtime.class);

    @ArchTest
    static final ArchRule ONLY_THE_READER_KNOWS_THE_PARSER = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".spec.yaml..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.snakeyaml..");

    private static ArchCondition<JavaClass> knowOnlyEarlierStages() {
        return new ArchCondition<>("depend only on stages before their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                stage(type)
                        .ifPresent(own -> type.getDirectDependenciesFromSelf()
                                .forEach(dependency -> stage(dependency.getTargetClass())
                                        .filter(other -> ORDER.indexOf(other) > ORDER.indexOf(own))
                                        .ifPresent(other -> events.add(SimpleConditionEvent.violated(
                                                dependency, dependency.getDescription())))));
            }
        };
    }

    /** The stage of a class; empty for what stands above all stages. A new package must be given its place in the order. */
    private static Optional<String> stage(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return Optional.empty();
        }
        String stage = name.substring(ROOT.length() + 1).split("\\.", 2)[0];
        if (!ORDER.contains(stage)) {
            throw new AssertionError("the package " + stage + " has no place in the order of stages");
        }
        return Optional.of(stage);
    }
}

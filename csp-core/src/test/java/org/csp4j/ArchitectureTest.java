package org.csp4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the table of who may name whom. A new package needs a row. That a sealed type of the API lists its
 * implementations in {@code permits} does not count, since ArchUnit does not take it for a use.
 */
class ArchitectureTest {
    private static final String API = "org.csp4j";
    private static final String DIAGNOSTICS = "org.csp4j.diagnostics";
    private static final String INTERNAL = "org.csp4j.internal.";

    /** Internal package, and the internal packages that it may name besides itself and util; see docs/adr/0007. */
    private static final Map<String, Set<String>> TABLE = Map.ofEntries(
            entry(
                    "runtime",
                    Set.of(
                            "diag", "scope", "channel", "select", "sched", "engine", "park", "fiber", "time", "jdk",
                            "jfr")),
            entry("diag", Set.of("scope", "channel", "sched", "park", "fiber")),
            entry("scope", Set.of("engine", "park")),
            entry("channel", Set.of("select", "park", "fiber", "time", "jfr")),
            entry("select", Set.of("park", "fiber", "time")),
            entry("sched", Set.of("engine", "fiber", "time", "jdk", "jfr")),
            entry("engine", Set.of("fiber", "time", "jdk")),
            entry("park", Set.of("fiber", "time", "jfr")),
            entry("fiber", Set.of("time", "jdk")),
            entry("time", Set.of()),
            entry("jdk", Set.of()),
            entry("jfr", Set.of()),
            entry("util", Set.of()));

    private static final Set<String> LIBRARIES =
            Set.of("java.", "javax.", "jdk.jfr", "org.slf4j", "org.jspecify", "org.jctools");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(API);

    @Test
    void classesNameOnlyWhatTheTableAllows() {
        check(classes().should(nameOnlyWhatTheTableAllows()));
    }

    @Test
    void whatUsersSeeNamesNoInternalType() {
        check(classes().that().resideInAnyPackage(API, DIAGNOSTICS).should(showNoInternalType()));
    }

    @Test
    void internalPackagesFormNoCycle() {
        check(slices().matching(INTERNAL + "(*)..").should().beFreeOfCycles());
    }

    @Test
    void theTestSeesTheClasses() {
        assertThat(CLASSES.contain(Channel.class)).isTrue();
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static ArchCondition<JavaClass> nameOnlyWhatTheTableAllows() {
        return new ArchCondition<>("name only what the table allows") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                String from = user.getPackageName();
                if (!from.equals(API) && !from.equals(DIAGNOSTICS) && !TABLE.containsKey(part(from))) {
                    events.add(SimpleConditionEvent.violated(user, from + " is not in the table"));
                }
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    JavaClass used = dependency.getTargetClass().getBaseComponentType();
                    if (!used.isPrimitive() && !isAllowed(from, used)) {
                        events.add(SimpleConditionEvent.violated(user, dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** In place of javac's lint "exports", which also asks that the annotations of JSpecify be there for every user. */
    private static ArchCondition<JavaClass> showNoInternalType() {
        return new ArchCondition<>("show users no internal type") {
            @Override
            public void check(JavaClass shown, ConditionEvents events) {
                if (!isVisible(shown)) return;
                Stream.concat(
                                Stream.of(shown.getSuperclass()).flatMap(Optional::stream),
                                shown.getInterfaces().stream())
                        .forEach(type -> checkType(shown.getDescription(), type, events));
                for (JavaField field : shown.getFields()) {
                    if (isVisible(field.getModifiers())) checkType(field.getDescription(), field.getType(), events);
                }
                for (JavaCodeUnit unit : shown.getCodeUnits()) {
                    if (!isVisible(unit.getModifiers())) continue;
                    checkType(unit.getDescription(), unit.getReturnType(), events);
                    unit.getParameterTypes().forEach(type -> checkType(unit.getDescription(), type, events));
                    unit.getExceptionTypes().forEach(type -> checkType(unit.getDescription(), type, events));
                }
            }

            private void checkType(String where, JavaType type, ConditionEvents events) {
                for (JavaClass used : type.getAllInvolvedRawTypes()) {
                    if (used.getPackageName().startsWith(INTERNAL)) {
                        events.add(SimpleConditionEvent.violated(type, where + " shows " + used.getName()));
                    }
                }
            }
        };
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean isAllowed(String from, JavaClass used) {
        String to = used.getPackageName();
        if (LIBRARIES.stream().anyMatch(to::startsWith)) return true;
        if (part(from).equals("util")) return part(to).equals("util"); // it knows nothing of CSP
        if (to.equals(API) || to.equals(DIAGNOSTICS)) return true;
        if (from.equals(API) || from.equals(DIAGNOSTICS)) return part(to).equals("runtime");
        String part = part(to);
        return part.equals(part(from))
                || part.equals("util")
                || TABLE.getOrDefault(part(from), Set.of()).contains(part);
    }

    /** The part of the house: {@code channel} for {@code org.csp4j.internal.channel}, nothing for what is not internal. */
    private static String part(String packageName) {
        if (!packageName.startsWith(INTERNAL)) return "";
        String inside = packageName.substring(INTERNAL.length());
        int dot = inside.indexOf('.');
        return dot < 0 ? inside : inside.substring(0, dot);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.apiaccess.api.Kinds;
import dev.apiaccess.cli.Apiaccess;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds who may import whom. An edge that is not listed here fails the build, with the reason why it is not there. */
class RoomsTest {

    private static final String ROOT = "dev.apiaccess.";
    /** What ships, and the emulator, which is compiled apart and reaches the tests as a copy beside them. */
    private static final JavaClasses PRODUCT = new ClassFileImporter().importPaths(compiled());

    private static final String JSPECIFY = "org.jspecify..";
    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String FABRIC8 = "io.fabric8..";
    private static final String LOGGING = "org.slf4j..";
    private static final String AWS_SDK = "software.amazon..";
    private static final List<String> FRAMEWORKS =
            List.of("io.quarkus..", "io.quarkiverse..", "io.javaoperatorsdk..", "io.smallrye..", "jakarta..");

    /**
     * A room.
     *
     * @param sees other rooms that it may import, exactly
     * @param libraries packages from outside of the JDK that it may import; null where the room wires libraries together
     */
    private record Room(
            String name,
            Set<String> sees,
            String why,
            @org.jspecify.annotations.Nullable List<String> libraries) {}

    private static final List<Room> ROOMS = List.of(
            new Room(
                    "api",
                    Set.of(),
                    "the custom resources are what users write and read: shape without logic, with the annotations of fabric8 and Jackson",
                    List.of(JSPECIFY, JACKSON, FABRIC8)),
            new Room(
                    "iam",
                    Set.of(),
                    "the policy language serves operator, command line and emulator alike, so it knows none of them; Jackson reads JSON",
                    List.of(JSPECIFY, "com.fasterxml.jackson.core..")),
            new Room(
                    "model",
                    Set.of("iam"),
                    "one class for what is desired and what is observed in AWS, so that comparing is equals; it also holds Operation,"
                            + " because budgets, failures, metrics and the published IAM policy all speak of operations",
                    List.of(JSPECIFY)),
            new Room(
                    "rotation",
                    Set.of("model"),
                    "when a key is replaced and when it ends are functions of what is kept of it and of the time; a library reads cron",
                    List.of(JSPECIFY, "com.cronutils..")),
            new Room(
                    "intent",
                    Set.of("api", "model", "iam", "protect", "rotation"),
                    "checks are pure functions of objects and facts, so that the command line and tests run the same ones;"
                            + " protect for what a protection declares;"
                            + " fabric8 only as HasMetadata, the supertype of the custom resources",
                    List.of(JSPECIFY, "io.fabric8.kubernetes.api.model..", "io.fabric8.kubernetes.client")),
            new Room(
                    "desired",
                    Set.of("snapshot", "world", "intent", "rotation", "protect", "api", "model", "iam"),
                    "what a unit shall be is a function of the view of a pass; world for what other keys and plans of an account hold"
                            + " (View, World), rotation for the end of a grant; fabric8 only as the supertypes of the custom resources and"
                            + " their conditions",
                    List.of(JSPECIFY, "io.fabric8.kubernetes.api.model..", "io.fabric8.kubernetes.client")),
            new Room(
                    "plan",
                    Set.of("desired", "model", "iam", "protect"),
                    "a plan is a pure function of desired and observed: it neither knows custom resources nor calls AWS",
                    List.of(JSPECIFY)),
            new Room(
                    "access",
                    Set.of("iam"),
                    "whether access holds is evaluated on what AWS holds alone, whoever declared it",
                    List.of(JSPECIFY)),
            new Room(
                    "port",
                    Set.of("model", "iam"),
                    "what the core asks of AWS is said in the core's own words",
                    List.of(JSPECIFY)),
            new Room(
                    "world",
                    Set.of("access", "model", "port"),
                    "freshness is judged in one place, on values: no room that acts may leak in; access for what principals have",
                    List.of(JSPECIFY)),
            new Room(
                    "snapshot",
                    Set.of("api", "model", "iam", "rotation", "intent", "port", "world"),
                    "one view answers all questions of a pass: it reads what others keep, and knows neither what units shall be nor who"
                            + " writes; of port it sees in which state a connection is, of rotation when a grant ends; fabric8 only as"
                            + " the supertypes of the custom resources",
                    List.of(JSPECIFY, "io.fabric8.kubernetes.api.model..", "io.fabric8.kubernetes.client")),
            new Room(
                    "status",
                    Set.of(
                            "snapshot",
                            "desired",
                            "measure",
                            "plan",
                            "protect",
                            "world",
                            "port",
                            "intent",
                            "rotation",
                            "access",
                            "api",
                            "model",
                            "iam"),
                    "a look reads and decides, and does nothing: it asks those who write, read Secrets or hold connections by"
                            + " interfaces of its own (Attempts, KeyMemory, StoredKeys), so it runs without them; of port it sees"
                            + " failures and in which state a connection is, of iam the longest document",
                    List.of(JSPECIFY, "io.fabric8.kubernetes.api.model..", "io.fabric8.kubernetes.client")),
            new Room(
                    "measure",
                    Set.of("access", "api", "iam", "intent", "model", "world"),
                    "what rules come to is a function of what they declare and of what was read of AWS; fabric8 only as the"
                            + " supertypes of the custom resources",
                    List.of(JSPECIFY, "io.fabric8.kubernetes.api.model..", "io.fabric8.kubernetes.client")),
            new Room(
                    "protect",
                    Set.of("iam", "model"),
                    "what a protection means is a function of what it declares and of what an API has: which rule decides a method, what a"
                            + " fence writes, what a deployment opens",
                    List.of(JSPECIFY)),
            new Room(
                    "call",
                    Set.of("model", "port", "iam", "turns"),
                    "whose turn a call is follows from AWS's limits and from who asks, not from what the call does: it knows neither"
                            + " plans nor what AWS holds; iam for the partition in an ARN, turns for its round robin of namespaces",
                    List.of(JSPECIFY)),
            new Room(
                    "sweep",
                    Set.of("access", "call", "model", "port", "world"),
                    "looking changes nothing: a room that reads accounts in bulk cannot write, and knows no objects",
                    List.of(JSPECIFY, LOGGING)),
            new Room(
                    "exec",
                    Set.of("call", "sweep", "plan", "desired", "model", "world", "port", "iam"),
                    "writing knows units and calls, not custom resources; of sweep it uses the reading of tags of one unit, and of one API; iam for the"
                            + " last look at a document before it is written (ExecuteApi) and for ARNs; Jackson's writer for the lines"
                            + " of the audit log",
                    List.of(JSPECIFY, LOGGING, "com.fasterxml.jackson.core..")),
            new Room(
                    "aws",
                    Set.of("port", "model", "iam"),
                    "the adapters translate and decide nothing",
                    List.of(JSPECIFY, LOGGING, AWS_SDK, JACKSON, "org.apache.hc..")),
            new Room(
                    "kube",
                    Set.of("api", "model", "port"),
                    "Kubernetes is read and written here; of model it sees KeyValue, which keeps a Secret's content out of every text,"
                            + " Naming's tags, and what deployments have; of port it implements DeploymentArchive",
                    List.of(JSPECIFY, LOGGING, FABRIC8, JACKSON)),
            new Room(
                    "turns",
                    Set.of("api"),
                    "who is looked at next follows from the object alone, so it knows neither what looking is nor the framework that"
                            + " hands objects over; fabric8 only as HasMetadata and CustomResource",
                    List.of(JSPECIFY, LOGGING, "io.fabric8.kubernetes.api.model..", "io.fabric8.kubernetes.client")),
            new Room(
                    "carry",
                    Set.of("exec", "call", "status", "snapshot", "world", "port", "rotation", "api", "model"),
                    "it calls AWS on threads of its own, for keys that it finds by their objects: exec, which asks it, knows no objects,"
                            + " and status calls nobody; of call it uses the waits between tries, of status what is told of a quota",
                    List.of(JSPECIFY, LOGGING)),
            new Room(
                    "keys",
                    Set.of("carry", "exec", "kube", "status", "snapshot", "intent", "rotation", "api", "model"),
                    "it does what a look at a grant asks for, which the look itself may not (StoredKeys, KeyMemory); of exec it"
                            + " implements who says which values are fresh (FreshKeys), of carry it remembers what is under way; of"
                            + " fabric8 it sees which answers are refusals",
                    List.of(JSPECIFY, "io.fabric8.kubernetes.api.model..", "io.fabric8.kubernetes.client")),
            new Room(
                    "reactions",
                    Set.of(
                            "sweep",
                            "call",
                            "status",
                            "snapshot",
                            "world",
                            "intent",
                            "port",
                            "kube",
                            "turns",
                            "api",
                            "model"),
                    "who has to look again is found by objects and by what was read, so it is neither in sweep, which knows no"
                            + " objects, nor with the reconcilers, which only are woken; it writes nothing; of kube it asks which values"
                            + " are to be compared, of turns what has something in AWS",
                    List.of(JSPECIFY, LOGGING, "io.fabric8.kubernetes.api.model..", "io.fabric8.kubernetes.client")),
            new Room(
                    "controllers",
                    Set.of(
                            "reactions",
                            "keys",
                            "exec",
                            "status",
                            "snapshot",
                            "intent",
                            "kube",
                            "turns",
                            "api",
                            "model"),
                    "reconcilers gather, submit and project what others decide; they never hold an AWS client, so they cannot block on"
                            + " one, and know nothing of budgets and sweeps",
                    null),
            new Room(
                    "operator",
                    Set.of(
                            "api",
                            "iam",
                            "model",
                            "intent",
                            "desired",
                            "plan",
                            "access",
                            "measure",
                            "port",
                            "world",
                            "snapshot",
                            "status",
                            "call",
                            "sweep",
                            "exec",
                            "carry",
                            "keys",
                            "reactions",
                            "aws",
                            "kube",
                            "turns",
                            "controllers",
                            "cli"),
                    "the one place that knows everything and wires it, but for the emulator, which does not ship with it",
                    null),
            new Room(
                    "cli",
                    Set.of(
                            "api", "iam", "model", "intent", "desired", "plan", "access", "port", "world", "call",
                            "kube", "aws"),
                    "the same pure chain for people and CI, without an operator around it; account files are read and written here, so"
                            + " that access knows no JSON, and accounts are collected here, so that access knows no port; call for"
                            + " the limits of AWS, which hold for people too",
                    null),
            new Room(
                    "emulator",
                    Set.of("iam"),
                    "it has to behave like AWS and not like our picture of AWS: never model, no SDK; picocli for its own command;"
                            + " src/emulator is compiled apart, so that nothing else can see it",
                    List.of(JSPECIFY, LOGGING, JACKSON, "picocli..", "com.sun.net.httpserver..")));

    /** Rooms of functions: values in, values out. */
    private static final List<String> PURE =
            List.of("api", "iam", "model", "port", "rotation", "intent", "desired", "plan", "access");

    private static final int MOST_LINES = 400;

    /** Files that a person cannot read in one sitting, and why they are not cut yet. Whoever cuts one takes its line away. */
    private static final Map<String, String> LONG_FILES = Map.of();

    private static final int MOST_PARAMETERS = 6;

    /** Classes that are handed more than six collaborators, with how many. The numbers may only go down. */
    private static final Map<String, Integer> WIDE_CONSTRUCTORS = Map.of(
            "carry.QuotaCarry", 8,
            "operator.Starter", 9,
            "emulator.Admin", 7,
            "emulator.ControlPlane", 8);

    /** The room that drives, with its reconcilers and its description, has fewer files than this. */
    private static final int TOO_MANY_CONTROLLERS = 20;

    /** Its files beside the reconciler that each kind has there. Whoever moves some out lowers it; it is never raised. */
    private static final int MOST_CONTROLLERS = 9;

    @Test
    void assessorsAreFunctionsOfASituationAndTheSettings() {
        var assessors = PRODUCT.stream()
                .filter(one -> one.getPackageName().equals(ROOT + "status")
                        && one.getSimpleName().endsWith("Assessor"))
                .toList();

        assertThat(assessors).hasSizeGreaterThanOrEqualTo(Kinds.ALL.size());
        assertThat(assessors)
                .allSatisfy(one -> assertThat(one.getAllFields().stream()
                                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                                .map(field -> field.getRawType().getSimpleName()))
                        .as(
                                "%s asks nobody: what it needs is in the situation that a look gathered",
                                one.getSimpleName())
                        .containsExactly("Settings"));
    }

    private static List<Path> compiled() {
        var product = directoryOf(Apiaccess.class);
        var emulator = product.resolveSibling("emulator-classes");
        return Files.isDirectory(emulator) ? List.of(product, emulator) : List.of(product);
    }

    private static Path directoryOf(Class<?> one) {
        try {
            return Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> aRoomSeesOnlyTheRoomsListedForIt() {
        return ROOMS.stream()
                .map(room -> DynamicTest.dynamicTest(room.name() + " sees " + new TreeSet<>(room.sees()), () -> {
                    var others = ROOMS.stream()
                            .map(Room::name)
                            .filter(name ->
                                    !name.equals(room.name()) && !room.sees().contains(name))
                            .map(name -> ROOT + name + "..")
                            .toArray(String[]::new);
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + room.name() + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(others)
                            .allowEmptyShould(true)
                            .because(room.why())
                            .check(PRODUCT);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aRoomUsesOnlyTheLibrariesListedForIt() {
        return ROOMS.stream().filter(room -> room.libraries() != null).map(room -> {
            var allowed = new ArrayList<>(List.of("java..", "javax..", ROOT.substring(0, ROOT.length() - 1) + ".."));
            if (room.libraries() != null) {
                allowed.addAll(room.libraries());
            }
            return DynamicTest.dynamicTest(
                    room.name() + " uses " + room.libraries(),
                    () -> classes()
                            .that()
                            .resideInAPackage(ROOT + room.name() + "..")
                            .should()
                            .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
                            .allowEmptyShould(true)
                            .because(room.why())
                            .check(PRODUCT));
        });
    }

    @Test
    void onlyTheAdaptersKnowTheAwsSdk() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "aws..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(AWS_SDK)
                .because("errors, retries and credentials of the SDK are translated in one room")
                .check(PRODUCT);
    }

    @Test
    void onlyTheCommandLineAsksOfOrganizations() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "cli..", ROOT + "aws..", ROOT + "port..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.port\\.OrganizationPort.*")
                .because("the operator reads one account, in which the organization can be neither read nor changed")
                .check(PRODUCT);
    }

    @Test
    void frameworksStayInTheRoomsThatAreWiredByThem() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "controllers..", ROOT + "operator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS.toArray(String[]::new))
                .because(
                        "everything else runs the same in the command line and in tests, without Quarkus and the operator SDK")
                .check(PRODUCT);
    }

    /** Whoever asks what comes next for a key may ask as often as they like, also for a time that is not now. */
    @Test
    void theLifeOfAKeyHasNoClockAndNoThreads() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "rotation..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.util.concurrent..").or(type(Clock.class)))
                .because("the step that comes next is a function of values, so that a look at a grant has no effect")
                .check(PRODUCT);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching(ROOT + "(*)..")
                .should()
                .beFreeOfCycles()
                .because("rooms that need each other are one room")
                .check(PRODUCT);
    }

    @Test
    void everyClassIsInARoom() {
        var rooms = new TreeSet<>(ROOMS.stream().map(Room::name).toList());

        var strays = PRODUCT.stream()
                .filter(one -> !rooms.contains(one.getPackageName()
                        .replaceFirst("^dev\\.apiaccess\\.?", "")
                        .replaceFirst("\\..*", "")))
                .map(one -> one.getName())
                .toList();

        assertThat(PRODUCT.contain(ROOT + "emulator.Emulator"))
                .as("the emulator is looked at too")
                .isTrue();
        assertThat(strays)
                .as("a new package needs a line in this table and in docs/architecture.md")
                .isEmpty();
    }

    /** A file that a person reads in one sitting is understood whole, and two people seldom change it at the same time. */
    @Test
    void aFileIsShortEnoughToBeReadAtOnce() throws IOException {
        var lengths = new TreeMap<String, Integer>();
        for (var sources :
                List.of(Path.of("src/main/java/dev/apiaccess"), Path.of("src/emulator/java/dev/apiaccess"))) {
            for (var file : javaFiles(sources)) {
                lengths.put(
                        sources.relativize(file).toString(),
                        Files.readAllLines(file).size());
            }
        }
        var tooLong = new TreeMap<>(lengths);
        tooLong.values().removeIf(lines -> lines <= MOST_LINES);

        assertThat(tooLong.keySet())
                .as(
                        "longer than %s lines: %s. Cut the file, or take its line away here when it was cut",
                        MOST_LINES, tooLong)
                .isEqualTo(new TreeSet<>(LONG_FILES.keySet()));
    }

    /** Who needs seven others does several things. Values are exempt: their components have names. */
    @Test
    void aClassIsHandedFewCollaborators() {
        var wide = new TreeMap<String, Integer>();
        for (var one : PRODUCT) {
            if (one.isRecord() || one.isEnum() || one.isAnonymousClass()) {
                continue;
            }
            one.getConstructors().stream()
                    .mapToInt(constructor -> constructor.getRawParameterTypes().size())
                    .filter(number -> number > MOST_PARAMETERS)
                    .max()
                    .ifPresent(most -> wide.put(one.getName().substring(ROOT.length()), most));
        }

        assertThat(wide)
                .as(
                        "constructors of more than %s parameters: group what belongs together, or lower the number",
                        MOST_PARAMETERS)
                .isEqualTo(new TreeMap<>(WIDE_CONSTRUCTORS));
    }

    @Test
    void pureRoomsNeitherWaitNorKeepTheTime() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        PURE.stream().map(room -> ROOT + room + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .because(
                        "the same values have the same answer at any time and from any thread: a lock, a map that threads share, an"
                                + " executor or a clock belongs to who calls, and the time is an argument")
                .check(PRODUCT);
    }

    @Test
    void theRoomThatDrivesStaysSmall() throws IOException {
        var files = javaFiles(Path.of("src/main/java/dev/apiaccess/controllers"));

        assertThat(files)
                .as("what decides, tells or acts without the framework belongs into a room of its own")
                .hasSizeLessThan(TOO_MANY_CONTROLLERS)
                .filteredOn(file -> !file.toString().endsWith("Reconciler.java"))
                .hasSizeLessThanOrEqualTo(MOST_CONTROLLERS);
    }

    private static List<Path> javaFiles(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}

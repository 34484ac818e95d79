// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.Identity;
import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.port.IamPort.AccountDetails;
import dev.apiaccess.port.IamPort.Holder;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.world.HeldSlice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * How much memory the documents of 10,000 named principals take. {@code make bench} runs it and holds it against a bar; it is no test that
 * {@code make test} runs.
 */
class HeldBench {

    private static final int PRINCIPALS = 10_000;
    private static final int POLICIES = 400;
    private static final int GROUPS = 60;
    private static final int PAGE = 500;
    private static final String ACCOUNT = "111122223333";
    private static final List<String> SERVICES = List.of("s3", "dynamodb", "sqs", "execute-api", "kms", "logs");
    private static final List<String> VERBS = List.of("Get", "Put", "List", "Describe", "Delete", "Invoke");

    private final SplittableRandom random = new SplittableRandom(1);

    /** Keeps in reach what is measured. */
    private final List<Object> reached = new ArrayList<>();

    @Test
    void measure() throws Exception {
        try (var bench = ExecBench.fast()) {
            var reading = new DocumentReading(new AwsPolicies(bench.accounts, new ManualClock()));
            var named = new HashSet<String>();
            for (var number = 0; number < PRINCIPALS; number++) {
                named.add(principal(number).identity());
            }
            reached.add(named);
            var before = used();

            var held = read(reading.begin(bench.account("main"), named));

            reached.add(List.of(reading, held));
            var mib = (used() - before) / (1024.0 * 1024.0);
            assertThat(held.principals()).hasSize(PRINCIPALS);
            assertThat(held.unfinished()).isEmpty();
            var texts = 0L;
            for (var identity : held.principals().values()) {
                texts += length(identity);
            }
            Files.writeString(
                    Files.createDirectories(Path.of("target/bench")).resolve("held.json"),
                    "{\"principals\": %d, \"mib\": %.1f, \"textMib\": %.1f}%n"
                            .formatted(PRINCIPALS, mib, texts / (1024.0 * 1024.0)));
        }
    }

    /** Of what the principal has for itself. */
    private static long length(Identity identity) {
        return identity.policies().stream()
                .filter(one -> one.inline().isPresent() && one.group().isEmpty())
                .mapToLong(one -> one.document().text().orElse("").length())
                .sum();
    }

    private static long used() throws InterruptedException {
        // What one collection makes unreachable (weak references) only the next one takes.
        for (var turn = 0; turn < 4; turn++) {
            System.gc();
            Thread.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private HeldSlice read(DocumentReading.Round round) {
        var groups = new ArrayList<Holder>();
        for (var group = 0; group < GROUPS; group++) {
            groups.add(new Holder(group(group), Map.of("of-group", document()), List.of(), Optional.empty()));
        }
        round.page(page(groups));
        for (var first = 0; first < PRINCIPALS; first += PAGE) {
            var holders = new ArrayList<Holder>();
            for (var number = first; number < first + PAGE; number++) {
                holders.add(holder(number));
            }
            round.page(page(holders));
        }
        for (var policy = 0; policy < POLICIES; policy++) {
            round.page(new AccountDetails(
                    List.of(), Map.of(), Map.of(), List.of(), Map.of(arn(policy), document()), null));
        }
        return round.end();
    }

    /** Each has an inline policy; users are in three groups, one principal in three has a boundary. */
    private Holder holder(int number) {
        var principal = principal(number);
        var groups = principal.kind() == PrincipalRef.Kind.USER
                ? List.of(
                        group(any(GROUPS)).name(),
                        group(any(GROUPS)).name(),
                        group(any(GROUPS)).name())
                : List.<String>of();
        return new Holder(
                principal,
                Map.of("own-" + number % 7, document()),
                groups,
                number % 3 == 0 ? Optional.of(arn(any(20))) : Optional.empty());
    }

    private AccountDetails page(List<Holder> holders) {
        var attached = new HashMap<PrincipalRef, Set<String>>();
        holders.forEach(holder -> attached.put(holder.principal(), attached()));
        return new AccountDetails(List.of(), attached, Map.of(), holders, Map.of(), null);
    }

    /** As texts of AWS's answers are: each of them made anew. */
    private Set<String> attached() {
        var arns = new HashSet<String>();
        for (var many = any(4); many >= 0; many--) {
            arns.add(arn(any(POLICIES)));
        }
        return arns;
    }

    private static PrincipalRef principal(int number) {
        return PrincipalRef.parse((number % 5 < 2 ? "user/people/" : "role/services/") + "principal-" + number);
    }

    private static PrincipalRef group(int number) {
        return PrincipalRef.parse("group/teams/team-" + number);
    }

    private static String arn(int policy) {
        return "arn:aws:iam::" + ACCOUNT + ":policy/teams/policy-" + policy;
    }

    /** Of 2 to 6 KB, about things of names that look like those of real ones. */
    private String document() {
        var length = 2_000 + any(4_000);
        var text = new StringBuilder("{\"Version\":\"2012-10-17\",\"Statement\":[");
        for (var statement = 0; text.length() < length; statement++) {
            var service = SERVICES.get(any(SERVICES.size()));
            text.append(statement == 0 ? "" : ",")
                    .append("{\"Sid\":\"Allow")
                    .append(statement)
                    .append("\",\"Effect\":\"Allow\",\"Action\":[\"");
            for (var action = any(4); action >= 0; action--) {
                text.append(service)
                        .append(':')
                        .append(VERBS.get(any(VERBS.size())))
                        .append(action == 0 ? "\"]" : "*\",\"");
            }
            text.append(",\"Resource\":\"arn:aws:")
                    .append(service)
                    .append(":eu-west-1:")
                    .append(ACCOUNT)
                    .append(':')
                    .append(Long.toString(random.nextLong() >>> 20, 36))
                    .append("/prod/*\"}");
        }
        return text.append("]}").toString();
    }

    private int any(int below) {
        return random.nextInt(below);
    }
}

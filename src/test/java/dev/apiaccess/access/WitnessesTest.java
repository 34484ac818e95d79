// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static dev.apiaccess.access.Accounts.account;
import static dev.apiaccess.access.Accounts.can;
import static dev.apiaccess.access.Accounts.method;
import static dev.apiaccess.access.Accounts.role;
import static dev.apiaccess.access.Accounts.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.Reply.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Witnesses stand for all paths: the answer about a template is that of every path, tried one by one. */
class WitnessesTest {

    private static final int ROUNDS = 1_000;
    private static final RestApi.Stage STAGE = stage(method("GET", "/orders/{id}"));

    @Test
    void aTemplateIsAnsweredAsItsPaths() {
        var random = new Random(7);
        var different = new ArrayList<String>();
        for (var round = 0; round < ROUNDS; round++) {
            var statements = Stream.of(
                            statement("One", "Allow", random),
                            statement("Two", "Allow", random),
                            statement("Three", "Deny", random))
                    .toArray(String[]::new);
            var account = account(STAGE, role("web", statements));
            var answer = can(account, "role/web", "GET", "/orders/{id}").extent();
            var each = each(account);
            if (answer != each) {
                different.add(answer + " for " + each + ": " + String.join(", ", statements));
            }
        }

        assertThat(different).as("of %s", ROUNDS).isEmpty();
    }

    private static String statement(String sid, String effect, Random random) {
        var pattern = new StringBuilder();
        for (var length = 1 + random.nextInt(3); length > 0; length--) {
            pattern.append("12*".charAt(random.nextInt(3)));
        }
        return Accounts.statement(sid, effect, Accounts.API + "prod/GET/orders/" + pattern);
    }

    private static Extent each(Account account) {
        var extents = paths().map(path -> can(account, "role/web", "GET", path).extent())
                .distinct()
                .toList();
        return extents.size() > 1 ? Extent.PARTLY : extents.getFirst();
    }

    /** All of at most four characters out of three, of which patterns know two. */
    private static Stream<String> paths() {
        return Stream.iterate(
                        List.of("1", "2", "x"),
                        parts -> parts.stream()
                                .flatMap(part -> Stream.of(part + "1", part + "2", part + "x"))
                                .toList())
                .limit(4)
                .flatMap(List::stream)
                .map(part -> "/orders/" + part);
    }
}

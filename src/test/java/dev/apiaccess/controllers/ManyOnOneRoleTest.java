// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.Paper;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the comparison after a sweep costs when many objects share what they want. */
class ManyOnOneRoleTest {

    /** Counted, not timed: each policy is asked for by the unit once, however many of the others ask what became of it. */
    @Test
    void aComparisonAsksEachPolicyOnce() {
        // Two more are in the cluster already.
        assertThat(asked(20)).isEqualTo(22);
        assertThat(asked(200)).isEqualTo(202);
    }

    /** How often the objects of a role are handed out while one pass compares all of them. */
    private static int asked(int number) {
        try (var paper = new Paper()) {
            paper.change(policies(number));
            var snapshot = paper.snapshot();
            var before = paper.store().handedOut();
            for (var policy : paper.store().policies()) {
                paper.policies().assess(policy, snapshot);
            }
            return paper.store().handedOut() - before;
        }
    }

    private static String policies(int number) {
        return IntStream.range(0, number)
                .mapToObj(index -> """
                        p%d: {kind: ApiAccessPolicy, metadata: {name: p%d, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"},
                          spec: {api: {restApiName: orders, stages: [prod]},
                                 rules: [{name: read, principals: [role/apps/web], methods: [GET], paths: ["/p%d"]}]}}
                        """.formatted(index, index, index))
                .collect(Collectors.joining());
    }
}

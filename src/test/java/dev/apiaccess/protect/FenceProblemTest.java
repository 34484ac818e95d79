// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.protect.ApiFace.Endpoint;
import dev.apiaccess.protect.Fence.Side;
import dev.apiaccess.protect.FenceProblem.Kind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FenceProblemTest {

    private static final ApiFace REGIONAL = new ApiFace(Endpoint.REGIONAL, false);
    private static final ApiFace DUAL = new ApiFace(Endpoint.REGIONAL, true);
    private static final ApiFace EDGE = new ApiFace(Endpoint.EDGE, false);
    private static final ApiFace PRIVATE = new ApiFace(Endpoint.PRIVATE, true);
    private static final Sources OFFICE = Sources.ofAddresses("203.0.113.0/24");
    private static final Sources BOTH = Sources.ofAddresses("203.0.113.0/24", "2001:db8::/32");
    private static final Sources ENDPOINT = Sources.NONE.withNetworks(Set.of("vpce-0123456789abcdef0"), Set.of());

    @Test
    void whatFitsTheApiIsWritten() {
        for (var fine :
                List.of(List.of(only(OFFICE), REGIONAL), List.of(only(BOTH), DUAL), List.of(only(ENDPOINT), PRIVATE))) {
            assertThat(FenceProblem.refusal((Fence) fine.getFirst(), (ApiFace) fine.getLast(), false))
                    .isEmpty();
        }
    }

    @Test
    void keysThatTheApiNeverHasAreRefused() {
        assertThat(kind(only(ENDPOINT), REGIONAL)).isEqualTo(Kind.FENCE_NOT_APPLICABLE);
        assertThat(kind(only(BOTH), PRIVATE)).isEqualTo(Kind.FENCE_NOT_APPLICABLE);
        assertThat(kind(only(Sources.NONE), REGIONAL)).isEqualTo(Kind.FENCE_NOT_APPLICABLE);
        assertThat(kind(only(Sources.ofAddresses("0.0.0.0/0")), REGIONAL)).isEqualTo(Kind.FENCE_NOT_APPLICABLE);
        assertThat(kind(only(Sources.ofAddresses("::/0", "203.0.113.0/24")), DUAL))
                .isEqualTo(Kind.FENCE_NOT_APPLICABLE);
    }

    @Test
    void addressesOfOneFamilyLeaveTheOtherOut() {
        assertThat(kind(only(OFFICE), DUAL)).isEqualTo(Kind.FENCE_MISSES_IPV6);
        assertThat(kind(not(OFFICE), DUAL)).isEqualTo(Kind.FENCE_MISSES_IPV6);
        assertThat(FenceProblem.refusal(not(OFFICE), DUAL, false).orElseThrow().message())
                .contains("walked round");
    }

    @Test
    void addressesOfIpv6AloneSayNothingOfIpv4() {
        for (var face : List.of(REGIONAL, DUAL)) {
            assertThat(kind(only(Sources.ofAddresses("2001:db8::/32")), face)).isEqualTo(Kind.FENCE_NOT_APPLICABLE);
        }
    }

    @Test
    void aPrivateApiNeedsAnAllowBeforeItIsFenced() {
        var networks = not(ENDPOINT);

        assertThat(kind(networks, PRIVATE)).isEqualTo(Kind.NO_ALLOW_TO_FENCE);
        assertThat(FenceProblem.refusal(networks, PRIVATE, true)).isEmpty();
    }

    @Test
    void whatNobodySaysIsToldAndWrittenAllTheSame() {
        assertThat(FenceProblem.doubts(only(OFFICE), EDGE, true))
                .extracting(FenceProblem::kind)
                .containsExactly(Kind.ENDPOINT_NOT_PROVEN, Kind.FENCE_NOT_PROVEN)
                .noneMatch(Kind::refuses);
        assertThat(FenceProblem.doubts(only(OFFICE), REGIONAL, false)).isEmpty();
    }

    private static Kind kind(Fence fence, ApiFace face) {
        var problem = FenceProblem.refusal(fence, face, false).orElseThrow();
        assertThat(problem.kind().refuses()).isTrue();
        return problem.kind();
    }

    private static Fence only(Sources sources) {
        return new Fence("f", Set.of(), List.of(), Side.ONLY_FROM, sources);
    }

    private static Fence not(Sources sources) {
        return new Fence("f", Set.of(), List.of(), Side.NOT_FROM, sources);
    }
}

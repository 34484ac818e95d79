// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.KeptExports;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.DeploymentArchive;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What holds for every {@link DeploymentArchive}. */
public abstract class ArchiveContract {

    protected static final UnitKey.RestApiUnit API = new UnitKey.RestApiUnit("111122223333", "eu-west-1", "a1b2c3");
    private static final UnitKey.RestApiUnit SAME_ID = new UnitKey.RestApiUnit("111122223333", "us-east-1", "a1b2c3");

    /** The archive after a restart, if there is one. */
    protected abstract DeploymentArchive archive();

    /** A deployment that differs from others by its policy. */
    protected static DeployedApi deployed(String policy) {
        var authorizer = new Authorizer(
                "partners",
                "REQUEST",
                "arn:aws:lambda:uri",
                "",
                new TreeSet<>(Set.of("method.request.header.Authorization")),
                300,
                new TreeSet<>());
        var method = new MethodKey("/orders/{id}", "GET");
        return new DeployedApi(
                Map.of(
                        method,
                        new ServedMethod("CUSTOM", true),
                        new MethodKey("/", "ANY"),
                        new ServedMethod("", false)),
                Optional.of(policy).filter(text -> !text.isEmpty()),
                Map.of(method, new DeployedAuthorizer(authorizer, new TreeSet<>(Set.of("read", "write")))));
    }

    @Test
    void whatAStageShowedIsKeptWhenItShowsSomethingElse() {
        archive().keep(API, List.of("d1"), Map.of("d1", deployed("{\"a\":1}")));

        assertThat(archive().keep(API, List.of("d2", "d1"), Map.of("d2", deployed(""))))
                .isEqualTo(new KeptExports(Map.of("d1", deployed("{\"a\":1}"), "d2", deployed("")), ""));
    }

    @Test
    void whatWasKeptOnceStaysAsItWas() {
        archive().keep(API, List.of("d1"), Map.of("d1", deployed("{\"a\":1}")));

        assertThat(archive()
                        .keep(API, List.of("d1"), Map.of("d1", deployed("{\"b\":1}")))
                        .deployments())
                .as("a deployment never changes")
                .containsEntry("d1", deployed("{\"a\":1}"));
    }

    @Test
    void theLastThreeThatAreStillThereAreKept() {
        for (var id : List.of("d1", "d2", "d3", "d4")) {
            archive().keep(API, List.of("d4", "d3", "d2", "d1"), Map.of(id, deployed("{\"" + id + "\":1}")));
        }
        assertThat(archive()
                        .keep(API, List.of("d4", "d3", "d2", "d1"), Map.of())
                        .deployments())
                .containsOnlyKeys("d2", "d3", "d4");

        assertThat(archive().keep(API, List.of("d4", "d2"), Map.of()).deployments())
                .containsOnlyKeys("d2", "d4");
    }

    @Test
    void whatOthersMadeIsNotKept() {
        assertThat(archive()
                        .keep(API, List.of("d1"), Map.of("theirs", deployed("")))
                        .deployments())
                .isEmpty();
    }

    @Test
    void apisOfOneIdInTwoRegionsAreTwo() {
        archive().keep(API, List.of("d1"), Map.of("d1", deployed("")));

        assertThat(archive().keep(SAME_ID, List.of("d1"), Map.of())).isEqualTo(KeptExports.NONE);
        archive().remove(SAME_ID);
        assertThat(archive().keep(API, List.of("d1"), Map.of()).deployments()).containsOnlyKeys("d1");
    }

    @Test
    void whatIsRemovedIsGoneAndRemovedAgainWithoutHarm() {
        archive().keep(API, List.of("d1"), Map.of("d1", deployed("")));

        archive().remove(API);
        archive().remove(API);

        assertThat(archive().keep(API, List.of("d1"), Map.of())).isEqualTo(KeptExports.NONE);
    }
}

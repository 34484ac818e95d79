// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.KeptExports;
import dev.apiaccess.port.DeploymentArchive;
import dev.apiaccess.testing.ArchiveContract;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each call is answered by an archive that was just started. */
class ExportSecretsTest extends ArchiveContract {

    private static final String NAME = "apiaccess-exports-111122223333-eu-west-1-a1b2c3";

    private final FakeSecretsServer server = new FakeSecretsServer();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() {
        server.close();
    }

    @Override
    protected DeploymentArchive archive() {
        return new ExportSecrets(server.client(), "apiaccess-system", nanos::get);
    }

    private static DeployedApi large(int seed, int length) {
        var random = new Random(seed);
        var text = new StringBuilder();
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong(Long.MAX_VALUE), Character.MAX_RADIX));
        }
        return deployed(text.toString());
    }

    @Test
    void oneSecretInTheOperatorsNamespaceHoldsAnApiUnderItsNameAndWithoutTheLabelOfGrants() {
        archive().keep(API, List.of("d1"), Map.of("d1", deployed("")));

        assertThat(server.writes()).containsExactly("POST /api/v1/namespaces/apiaccess-system/secrets ");
        var secret = Objects.requireNonNull(server.secrets().get(NAME));
        assertThat(secret.getData()).containsOnlyKeys("d1");
        assertThat(secret.getMetadata().getLabels()).isEqualTo(Map.of("apiaccess.dev/exports", "a1b2c3"));
    }

    @Test
    void whereNothingChangesNothingIsAskedAndNothingWritten() {
        var archive = archive();
        archive.keep(API, List.of("d1"), Map.of("d1", deployed("")));
        server.writes().clear();
        server.secrets().clear();

        archive.keep(API, List.of("d1"), Map.of("d1", deployed("")));

        assertThat(server.writes()).isEmpty();
        assertThat(archive.keep(API, List.of("d1"), Map.of()).deployments()).containsOnlyKeys("d1");
    }

    @Test
    void whatHasNoRoomIsLeftOutAndSaid() {
        var archive = archive();
        var small = archive.keep(API, List.of("d1"), Map.of("d1", large(1, 200_000)));
        assertThat(small.trouble()).isEmpty();

        var kept = archive.keep(API, List.of("d2", "d1"), Map.of("d2", large(2, 600_000)));

        assertThat(kept.deployments()).containsOnlyKeys("d1");
        assertThat(kept.trouble()).contains("deployment d2", "too large", "nobody can roll back to it");
        var all = archive.keep(API, List.of("d3", "d2", "d1"), Map.of("d3", large(3, 200_000)));
        assertThat(all.deployments()).as("the newest first").containsOnlyKeys("d3");
        assertThat(all.trouble()).contains("d2, d1");
        assertThat(bytes()).isLessThanOrEqualTo(ExportSecrets.MOST_BYTES * 4 / 3 + 4);
    }

    private int bytes() {
        return Objects.requireNonNull(server.secrets().get(NAME)).getData().values().stream()
                .mapToInt(String::length)
                .sum();
    }

    @Test
    void aMissingRightIsToldWithWhatToGiveAndHoldsNothingUp() {
        server.refuses(403);

        var kept = archive().keep(API, List.of("d1"), Map.of("d1", deployed("")));

        assertThat(kept.deployments()).isEmpty();
        assertThat(kept.trouble())
                .contains("may not create Secret apiaccess-system/" + NAME, "give it get, create, update and delete");
        server.refuses(0);
        assertThat(archive()
                        .keep(API, List.of("d1"), Map.of("d1", deployed("")))
                        .trouble())
                .isEmpty();
    }

    @Test
    void aServerThatFailsIsLeftAloneForAMinute() {
        var archive = archive();
        server.refuses(500);
        archive.keep(API, List.of("d1"), Map.of("d1", deployed("")));
        server.refuses(0);
        server.writes().clear();

        var meanwhile = archive.keep(API, List.of("d1"), Map.of("d1", deployed("")));

        assertThat(server.writes()).isEmpty();
        assertThat(meanwhile.trouble()).contains("does not answer");
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(archive.keep(API, List.of("d1"), Map.of("d1", deployed(""))))
                .isEqualTo(new KeptExports(Map.of("d1", deployed("")), ""));
    }

    @Test
    void whatSomebodyElseWroteMeanwhileIsReadBeforeTheNextTry() {
        var archive = archive();
        archive.keep(API, List.of("d1"), Map.of("d1", deployed("")));
        archive().keep(API, List.of("d2", "d1"), Map.of("d2", deployed("{\"a\":2}")));
        server.refuses(409);
        var refused = archive.keep(API, List.of("d3", "d2", "d1"), Map.of("d3", deployed("{\"a\":3}")));
        assertThat(refused.trouble()).contains("somebody else wrote");
        server.refuses(0);

        assertThat(archive.keep(API, List.of("d3", "d2", "d1"), Map.of("d3", deployed("{\"a\":3}")))
                        .deployments())
                .containsOnlyKeys("d1", "d2", "d3");
    }

    @Test
    void aSecretOfThatNameThatIsSomebodyElsesIsNeitherReadNorWrittenNorDeleted() {
        server.put(new SecretBuilder()
                .withNewMetadata()
                .withNamespace("apiaccess-system")
                .withName(NAME)
                .endMetadata()
                .withData(Map.of("d1", "H4sI"))
                .build());

        var kept = archive().keep(API, List.of("d1"), Map.of("d1", deployed("")));
        archive().remove(API);

        assertThat(kept.deployments()).isEmpty();
        assertThat(kept.trouble()).contains("is not the operator's: delete it");
        assertThat(server.writes()).isEmpty();
    }

    @Test
    void whatWasTamperedWithIsNotOfferedAndIsWrittenAnewFromWhatAStageShows() {
        archive().keep(API, List.of("d1"), Map.of("d1", deployed("")));
        server.put(new SecretBuilder(Objects.requireNonNull(server.secrets().get(NAME)))
                .addToData("d1", "bm90IHBhY2tlZA==")
                .build());

        assertThat(archive().keep(API, List.of("d1"), Map.of()).deployments()).isEmpty();
        assertThat(archive()
                        .keep(API, List.of("d1"), Map.of("d1", deployed("")))
                        .deployments())
                .containsEntry("d1", deployed(""));
    }
}

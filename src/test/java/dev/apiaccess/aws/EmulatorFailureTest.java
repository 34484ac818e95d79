// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.Fault.Effect;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.port.GatewayPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** What only the emulator can be told to do: faults, rights, lists longer than a page. */
@Timeout(60)
class EmulatorFailureTest {

    private static final String REGION = "eu-west-1";

    private final EmulatedAccount account = new EmulatedAccount();
    private final SdkAwsConnector connector = connector(account.administrator());
    private final AwsAccess access = connector.open(new AwsConnector.Settings("main", null, null));
    private final Seed seed = new Seed(account.endpoint(), account.administrator(), REGION);

    @AfterEach
    void close() {
        seed.close();
        connector.close();
        account.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Fault.throttled("CreateApiKey"), Kind.THROTTLED, false),
                Arguments.of(Fault.concurrentModification("CreateApiKey"), Kind.CONCURRENT_MODIFICATION, false),
                Arguments.of(Fault.lostAnswer("CreateApiKey"), Kind.AMBIGUOUS, true),
                Arguments.of(Fault.once("CreateApiKey", new Effect.Drop(false)), Kind.AMBIGUOUS, false),
                Arguments.of(
                        Fault.once("CreateApiKey", new Effect.After(500, "InternalFailure", "trouble")),
                        Kind.AMBIGUOUS,
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void tellsWhatHasToHappenNext(Fault fault, Kind kind, boolean there) {
        account.emulator().fault(fault);

        var failure = catchThrowableOfType(AwsFailure.class, () -> create("k", "abcdefghijklmnopqrstuvwxyz"));

        assertThat(failure.kind()).as("%s", failure).isEqualTo(kind);
        assertThat(gateway().getApiKeys(null).items()).as("keys made").hasSize(there ? 1 : 0);
        assertThat(account.emulator().calls(EmulatedAccount.ID))
                .filteredOn(call -> call.operation().endsWith("CreateApiKey"))
                .as("attempts")
                .hasSize(1);
    }

    @Test
    void sendsNothingWithoutLeadershipNotEvenForCredentials() {
        var leading = new AtomicBoolean();
        try (var fenced = new SdkAwsConnector(settings(account.administrator()), leading::get);
                var own = fenced.open(new AwsConnector.Settings("own", null, null));
                var assumed =
                        fenced.open(new AwsConnector.Settings("assumed", "arn:aws:iam::111122223333:role/any", null))) {
            account.emulator().clearCalls(EmulatedAccount.ID);

            for (var access : List.of(own, assumed)) {
                assertThat(catchThrowableOfType(
                                AwsFailure.class, () -> access.gateway(REGION).deleteApiKey("any")))
                        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                        .satisfies(failure -> assertThat(failure.code()).isEqualTo("NotLeading"));
            }
            assertThat(account.emulator().calls(EmulatedAccount.ID)).isEmpty();

            leading.set(true);
            assertThat(own.callerIdentity().accountId()).isEqualTo(EmulatedAccount.ID);
        }
    }

    @Test
    void tellsActionAndResourceWhenWeMayNot() {
        var nobody = seed.user("nobody");

        try (var poor = connector(nobody)) {
            var iam = poor.open(new AwsConnector.Settings("main", null, null)).iam();
            var failure = catchThrowableOfType(AwsFailure.class, () -> iam.deletePolicy(PortContract.NOWHERE));

            assertThat(failure.kind()).as("%s", failure).isEqualTo(Kind.ACCESS_DENIED);
            assertThat(failure).hasMessageContaining("iam:DeletePolicy").hasMessageContaining(PortContract.NOWHERE);
        }
    }

    @Test
    void isToldWhenTheRoleDoesNotTrustUs() {
        var role = seed.role("/", "other", "999999999999");

        var failure = catchThrowableOfType(
                AwsFailure.class,
                () -> connector
                        .open(new AwsConnector.Settings("main", role, null))
                        .iam()
                        .deletePolicy(PortContract.NOWHERE));

        assertThat(failure.kind()).as("%s", failure).isEqualTo(Kind.CREDENTIALS);
        assertThat(failure)
                .hasMessageContaining("AssumeRole was refused: ")
                .hasMessageContaining("sts:AssumeRole")
                .hasMessageContaining("let the role trust the operator's identity");
    }

    @Test
    void tellsCredentialsThatAwsDoesNotTake() {
        var own = account.administrator().resolveCredentials();
        for (var wrong : new AwsCredentialsProvider[] {
            EmulatedAccount.provider(own.accessKeyId(), "not the secret"),
            EmulatedAccount.provider("AKIAUNKNOWNUNKNOWN00", "secret")
        }) {
            try (var stranger = connector(wrong)) {
                var open = stranger.open(new AwsConnector.Settings("main", null, null));
                for (var failure : new AwsFailure[] {
                    catchThrowableOfType(AwsFailure.class, open::callerIdentity),
                    catchThrowableOfType(AwsFailure.class, () -> open.iam().getPolicy(PortContract.NOWHERE)),
                    catchThrowableOfType(
                            AwsFailure.class, () -> open.gateway(REGION).getApiKeys(null))
                }) {
                    assertThat(failure.kind()).as("%s", failure).isEqualTo(Kind.CREDENTIALS);
                }
            }
        }
    }

    @Test
    void goesThroughAListOfSeveralPages() {
        var made = new HashSet<String>();
        for (var number = 0; number < 501; number++) {
            made.add(create("k" + number, "value-of-a-key-number-" + number).id());
        }

        var first = gateway().getApiKeys(null);
        var second = gateway().getApiKeys(first.next());

        assertThat(first.items()).hasSize(500);
        assertThat(second.items()).hasSize(1);
        assertThat(second.next()).isNull();
        assertThat(Stream.of(first, second)
                        .flatMap(page -> page.items().stream())
                        .map(ExistingKey::id))
                .containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void goesThroughAnAccountOfSeveralPages() {
        for (var number = 0; number < 1_001; number++) {
            seed.group("/many/", "g" + number);
        }

        var found = new ArrayList<PrincipalRef>();
        @Nullable String marker = null;
        var pages = 0;
        do {
            var page = access.iam().accountDetails(marker);
            found.addAll(page.attachments().keySet());
            marker = page.next();
            pages++;
        } while (marker != null && pages < 10);

        assertThat(pages).isEqualTo(2);
        assertThat(found)
                .doesNotHaveDuplicates()
                .filteredOn(one -> one.path().equals("/many/"))
                .hasSize(1_001);
    }

    private ExistingKey create(String name, String value) {
        return gateway().createApiKey(new ApiKey(name, "", true, new TreeSet<>()), new KeyValue(value), Map.of());
    }

    private GatewayPort gateway() {
        return access.gateway(REGION);
    }

    private SdkAwsConnector connector(AwsCredentialsProvider credentials) {
        return new SdkAwsConnector(settings(credentials));
    }

    private ClientSettings settings(AwsCredentialsProvider credentials) {
        return TestSettings.with(account.endpoint(), credentials, Duration.ofSeconds(20));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.port.Page;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * What the adapters promise of AWS, whoever plays AWS. All tests share one account and make names of their own. Whoever
 * plays it less well than AWS says so by overriding the test with {@link #gap}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class PortContract {

    static final String REGION = "eu-west-1";
    static final String NOWHERE = "arn:aws:iam::111122223333:policy/apiaccess/nowhere";

    private @Nullable SdkAwsConnector connector;
    private @Nullable AwsAccess access;
    private @Nullable Seed seed;

    /** Where the AWS of this suite is; called once. */
    abstract URI start();

    /** Whose administrator the tests are. */
    abstract AwsCredentialsProvider administrator();

    @BeforeAll
    void open() {
        var endpoint = start();
        var settings = new ClientSettings(
                endpoint,
                REGION,
                administrator(),
                8,
                java.time.Duration.ofSeconds(5),
                java.time.Duration.ofSeconds(20),
                java.time.Duration.ofSeconds(30));
        connector = new SdkAwsConnector(settings);
        access = connector.open(new AwsConnector.Settings("main", null, null));
        seed = new Seed(endpoint, administrator(), REGION);
    }

    @AfterAll
    void close() {
        if (seed != null) {
            seed.close();
        }
        if (access != null) {
            access.close();
        }
        if (connector != null) {
            connector.close();
        }
    }

    AwsAccess access() {
        return java.util.Objects.requireNonNull(access);
    }

    SdkAwsConnector connector() {
        return java.util.Objects.requireNonNull(connector);
    }

    Seed seed() {
        return java.util.Objects.requireNonNull(seed);
    }

    /**
     * Holds that a test of the contract fails here, so that the list of gaps is true: when the gap is closed, this says
     * so.
     */
    static void gap(String reason, ThrowingCallable test) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(test))
                .as("known gap, now closed? Remove the override: %s", reason)
                .isNotNull();
    }

    static void assertFails(Kind kind, ThrowingCallable call) {
        var failure = catchThrowableOfType(AwsFailure.class, call);
        assertThat(failure).as("a failure of kind %s", kind).isNotNull();
        assertThat(failure.kind()).as("%s", failure).isEqualTo(kind);
    }

    static <T> List<T> all(Function<@Nullable String, Page<T>> list) {
        var items = new ArrayList<T>();
        @Nullable String position = null;
        for (int pages = 0; pages < 100; pages++) {
            var page = list.apply(position);
            items.addAll(page.items());
            position = page.next();
            if (position == null) {
                return items;
            }
        }
        throw new AssertionError("a list without end");
    }

    static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** A document that a path tells apart from others. */
    static PolicyDocument document(String path) {
        return PolicyReader.read("""
                {"Version":"2012-10-17","Statement":[{"Sid":"aa1","Effect":"Allow","Action":"execute-api:Invoke",
                "Resource":"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/prod/GET/%s"}]}""".formatted(path));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static dev.apiaccess.access.Accounts.account;
import static dev.apiaccess.access.Accounts.allow;
import static dev.apiaccess.access.Accounts.bounded;
import static dev.apiaccess.access.Accounts.stage;
import static dev.apiaccess.access.Accounts.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How callers are named, and what is known of them. */
class CallerTest {

    private static final Account ACCOUNT =
            account(stage(), bounded("apps/web", allow("prod/*"), allow("prod/*")), user("ann"));

    @ParameterizedTest
    @CsvSource({
        "role/apps/web, arn:aws:sts::111111111111:assumed-role/web/any-session, true",
        "arn:aws:iam::111111111111:role/apps/web, arn:aws:sts::111111111111:assumed-role/web/any-session, true",
        "arn:aws:sts::111111111111:assumed-role/web/s1, arn:aws:sts::111111111111:assumed-role/web/s1, false",
        "user/ann, arn:aws:iam::111111111111:user/ann, false",
        "root, arn:aws:iam::111111111111:root, false",
        "anonymous, anonymous, false",
        "arn:aws:iam::222222222222:role/far/away, arn:aws:sts::222222222222:assumed-role/away/any-session, true",
        "arn:aws:iam::222222222222:root, arn:aws:iam::222222222222:root, false",
    })
    void isFound(String words, String principal, boolean anySession) {
        assertThat(Caller.find(ACCOUNT, words)).hasValueSatisfying(caller -> {
            assertThat(caller.principal().describe()).isEqualTo(principal);
            assertThat(caller.anySession()).isEqualTo(anySession);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "role/web",
                "user/apps/web",
                "apps/web",
                "arn:aws:iam::111111111111:user/bob",
                "arn:aws:sts::111111111111:assumed-role/other/s1",
                "",
            })
    void isNotFound(String words) {
        assertThat(Caller.find(ACCOUNT, words)).isEmpty();
    }

    @Test
    void aSessionHasThePoliciesAndThePathOfItsRole() {
        var caller = Accounts.caller(ACCOUNT, "arn:aws:sts::111111111111:assumed-role/web/s1");

        assertThat(caller.policies().boundary()).isNotNull();
        assertThat(caller.principal())
                .isInstanceOfSatisfying(
                        Principal.AssumedRole.class,
                        session -> assertThat(session.roleArn().resource()).isEqualTo("role/apps/web"));
    }

    @Test
    void ofAnotherAccountThePoliciesAreNotKnown() {
        assertThat(Accounts.caller(ACCOUNT, "arn:aws:iam::222222222222:user/x")
                        .policies()
                        .identity())
                .singleElement()
                .isInstanceOf(Attached.Unreadable.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Organization;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.testing.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from account files, what is refused, and in which order they are written. */
class AccountFileTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whatIsReadIsWrittenAsItWas() throws IOException {
        for (var file : List.of(sample(), sample().resolveSibling("orders-in-organization.json"))) {
            var text = Files.readString(file);

            assertThat(AccountFileWriter.write(AccountFile.parse("x", text))).isEqualTo(text);
        }
    }

    @Test
    void theOrderOfTheFileDoesNotMatter() throws IOException {
        var text = Files.readString(sample());
        var tree = JSON.readTree(text);
        reverse(tree);

        assertThat(tree.toString()).isNotEqualTo(JSON.readTree(text).toString());
        assertThat(AccountFileWriter.write(AccountFile.parse("x", tree.toString())))
                .isEqualTo(text);
    }

    private static void reverse(JsonNode node) {
        node.forEach(AccountFileTest::reverse);
        if (node instanceof ArrayNode list) {
            for (var index = 0; index < list.size(); index++) {
                list.insert(index, list.remove(list.size() - 1));
            }
        }
    }

    @Test
    void whatCannotBeReadIsKept() throws IOException {
        var account = AccountFile.parse(
                "x",
                changed(
                        "{\"identities\":[{\"name\":\"role/a\",\"boundary\":\"arn:gone\",\"policies\":["
                                + "{\"inline\":\"odd\",\"document\":\"{}\"},{\"inline\":\"refused\",\"unreadable\":\"AccessDenied\"}]}]}"));

        var role = account.identities().getFirst();

        assertThat(role.policies())
                .extracting(held -> held.document().attached())
                .allSatisfy(attached -> assertThat(attached).isInstanceOf(Attached.Unreadable.class));
        assertThat(role.boundary())
                .isNotNull()
                .satisfies(boundary -> assertThat(boundary.attached())
                        .isEqualTo(new Attached.Unreadable("arn:gone", "the account file does not have it")));
        assertThat(AccountFileWriter.write(account))
                .contains("\"document\": \"{}\"", "\"unreadable\": \"AccessDenied\"");
    }

    @Test
    void whatOnlySomeAccountsHaveIsKept() throws IOException {
        var text = changed("""
                {"apis":[{"region":"eu-west-1","id":"a","name":"n","defaultEndpoint":false,"keySource":"AUTHORIZER","stages":[
                 {"name":"prod","methods":[{"path":"/","verb":"GET","authorization":"NONE"}],
                  "canary":[{"path":"/","verb":"GET","authorization":"AWS_IAM"}],"webAcl":"arn:aws:wafv2:acl"}]}],
                 "unreadable":[{"part":"identities","why":"no right"},{"part":"stages","where":"a","why":"no right"}]}""");

        var account = AccountFile.parse("x", text);

        assertThat(account.apis().getFirst().endpoint()).isFalse();
        assertThat(account.apis().getFirst().keyByAuthorizer()).isTrue();
        assertThat(account.apis().getFirst().stages().getFirst().webAcl()).isEqualTo("arn:aws:wafv2:acl");
        assertThat(account.unread(dev.apiaccess.access.Account.Part.STAGES, "a"))
                .isPresent();
        assertThat(AccountFile.parse("x", AccountFileWriter.write(account))).isEqualTo(account);
    }

    @Test
    void whatIsKnownOfTheOrganizationIsKept() throws IOException {
        for (var known : List.of(
                "{\"notSeen\":\"no right\"}",
                "{\"unbound\":\"in none\"}",
                "{\"levels\":[{\"id\":\"r-ab12\",\"policies\":[\"p-1\"]},{\"id\":\"111111111111\",\"policies\":[]}],"
                        + "\"policies\":[{\"id\":\"p-1\",\"name\":\"one\",\"document\":\"{}\"}]}")) {
            var account = AccountFile.parse("x", changed("{\"organization\":" + known + "}"));

            var written = AccountFileWriter.write(account);

            assertThat(JSON.readTree(written).path("organization")).isEqualTo(JSON.readTree(known));
            assertThat(AccountFile.parse("x", written)).isEqualTo(account);
        }
        assertThat(AccountFile.parse("x", changed("{}")).organization())
                .as("of a file that is older than the field")
                .isEqualTo(new Organization.NotSeen(""));
    }

    @Test
    void aManagedPolicyThatNobodyHasIsKept() throws IOException {
        var account = AccountFile.parse("x", changed("{\"policies\":[{\"arn\":\"arn:spare\",\"document\":\"{}\"}]}"));

        assertThat(account.policy("arn:spare")).isPresent();
        assertThat(AccountFile.parse("x", AccountFileWriter.write(account)).policy("arn:spare"))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"organization\":{\"levels\":[]}} | x: .organization.levels: it takes the levels from the root (r-...) to the account (111111111111)",
                "{\"organization\":{\"levels\":[{\"id\":\"r-ab12\",\"policies\":[\"p-1\"]}]}} | x: .organization.levels[0].policies: there is no policy p-1",
                "{\"organization\":{\"levels\":[{\"id\":\"r-1\"},{\"id\":\"r-1\"}]}} | r-1 is given twice",
                "{\"organization\":{\"levels\":[{\"id\":\"ou-1\"},{\"id\":\"111111111111\"}]}} | x: .organization.levels: it takes the levels from the root",
                "{\"organization\":{\"levels\":[{\"id\":\"r-1\"},{\"id\":\"ou-1\"}]}} | to the account (111111111111)",
                "{\"organization\":{\"notSeen\":\"w\",\"levels\":[]}} | x: .organization.levels is no field",
                "{\"apiaccess\":{\"accountFile\":1}} | x has version 1, and this apiaccess reads version 2",
                "{\"apiaccess\":{\"accountFile\":\"1\"}} | x has version (no number), and this apiaccess reads version 2",
                "{\"apiaccess\":{}} | x is no account file",
                "{\"more\":1} | x: .more is no field of an account file of version 2",
                "{\"keys\":[{\"id\":\"k\",\"name\":\"n\",\"enabled\":true,\"value\":\"s3cret\"}]} | x: .keys[0].value is the value of a key",
                "{\"account\":\"12\"} | x: .account: it takes the 12 digits of an account",
                "{\"identities\":[{\"name\":\"group/a\"}]} | x: .identities[0].name: it takes role/ or user/",
                "{\"identities\":{}} | x: .identities: it takes a list",
                "{\"unreadable\":[{\"part\":\"roles\",\"why\":\"w\"}]} | x: .unreadable[0].part: it takes identities, apis, stages, exports, keys",
                "{\"apis\":[{\"region\":\"r\",\"id\":\"a\",\"name\":\"n\",\"keySource\":\"COOKIE\"}]} | x: .apis[0].keySource: it takes HEADER or AUTHORIZER",
                "{\"keys\":[{\"id\":7}]} | x: .keys[0].id: it takes a text",
                "{\"keys\":[7]} | x: .keys[0] is no object",
                "{\"apis\":[{\"id\":\"a\"}]} | x: .apis[0].name: it is missing",
                "{\"policies\":[{\"arn\":\"a\",\"document\":\"{}\"},{\"arn\":\"a\",\"document\":\"{}\"}]} | a is given twice",
                "{\"identities\":[{\"name\":\"user/a\"},{\"name\":\"user/a\"}]} | user/a is given twice",
                "{\"apis\":[{\"region\":\"r\",\"id\":\"a\",\"name\":\"n\",\"stages\":[{\"name\":\"s\",\"methods\":[{\"path\":\"/\",\"verb\":\"get\",\"authorization\":\"NONE\"}]}]}]} | it takes GET, POST",
            })
    void refusesWhatItDoesNotUnderstand(String change, String message) throws IOException {
        var text = changed(change);

        var refusal = catchThrowableOfType(Unanswerable.class, () -> AccountFile.parse("x", text));

        assertThat(refusal).isNotNull();
        assertThat(refusal.problem()).contains(message).doesNotContain("s3cret");
        assertThat(refusal.next()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | x is not JSON (line 1",
                "{\"account\":1,\"account\":2} | x is not JSON",
                "{}{} | x is not JSON",
                "[] | the file is no object"
            })
    void refusesWhatIsNoFile(String text, String message) {
        var refusal = catchThrowableOfType(Unanswerable.class, () -> AccountFile.parse("x", text));

        assertThat(refusal).isNotNull();
        assertThat(refusal.problem()).contains(message);
    }

    private static String changed(String change) throws IOException {
        var tree = (ObjectNode) JSON.readTree(Files.readString(sample()));
        tree.setAll((ObjectNode) JSON.readTree(change));
        return tree.toString();
    }

    static Path sample() {
        return Yaml.resource("accounts/orders.json");
    }
}

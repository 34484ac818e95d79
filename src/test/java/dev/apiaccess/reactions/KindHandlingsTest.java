// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.Kinds;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.status.ObjectLooks;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done with a kind stands beside it in the list. */
class KindHandlingsTest {

    private static final Place PLACE = new Place("111122223333", "eu-central-1");

    @SuppressWarnings("NullAway") // nobody is assessed here
    private final KindHandlings handlings =
            new KindHandlings(new ObjectLooks(null, null, null, null, null), _ -> {}, _ -> {});

    @Test
    void everyKindHasItsEntry() {
        assertThat(handlings.all())
                .<Class<?>>extracting(KindHandling::type)
                .containsExactlyElementsOf(
                        Kinds.ALL.stream().map(kind -> kind.type()).toList());
    }

    @Test
    void whatStandsForOneObjectAloneIsFoundByItsName() {
        assertThat(unit(new ApiRateLimit()))
                .contains(new UnitKey.UsagePlanUnit("111122223333", "eu-central-1", "shop", "one"));
        assertThat(unit(new ApiKeyGrant()))
                .contains(new UnitKey.ApiKeyUnit("111122223333", "eu-central-1", "shop", "one"));
    }

    private Optional<UnitKey> unit(CustomResource<?, ?> object) {
        object.setMetadata(
                new ObjectMetaBuilder().withNamespace("shop").withName("one").build());
        return handlings.all().stream()
                .filter(handling -> handling.type().isInstance(object))
                .findFirst()
                .flatMap(handling -> unit(handling, object));
    }

    private static <P extends CustomResource<?, ? extends dev.apiaccess.api.CommonStatus>> Optional<UnitKey> unit(
            KindHandling<P> handling, CustomResource<?, ?> object) {
        return handling.unit().apply(handling.type().cast(object), PLACE);
    }
}

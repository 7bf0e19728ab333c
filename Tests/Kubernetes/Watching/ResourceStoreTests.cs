using System.Collections.Immutable;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;

namespace MetalOrleans.Tests.Kubernetes.Watching;

public sealed class ResourceStoreTests
{
    [Fact]
    public void A_new_full_list_yields_the_difference_with_the_deletions_that_were_missed()
    {
        var store = new ResourceStore<Service>();
        Assert.False(store.HasSynced);

        var first = store.Apply(Synced(Service("a", "1"), Service("b", "2"), Service("c", "3")));
        var second = store.Apply(Synced(Service("a", "1"), Service("c", "9"), Service("d", "8")));

        Assert.True(store.HasSynced);
        Assert.Equal("+a +b +c", Text(first));
        Assert.Equal("-b ~c +d", Text(second));
        Assert.Equal(["a", "c", "d"], store.Objects.Keys.Select(key => key.Name).Order());
    }

    [Fact]
    public void An_object_that_took_the_place_of_another_is_a_deletion_and_a_creation()
    {
        var store = new ResourceStore<Service>();
        store.Apply(Synced(Service("a", "1", "first")));

        Assert.Equal("-a +a", Text(store.Apply(Synced(Service("a", "5", "second")))));
    }

    [Fact]
    public void Single_events_yield_single_changes_and_repeats_none()
    {
        var store = new ResourceStore<Service>();
        store.Apply(Synced());

        Assert.Equal("+a", Text(store.Apply(new Applied<Service>(Service("a", "1")))));
        Assert.Equal("", Text(store.Apply(new Applied<Service>(Service("a", "1")))));
        Assert.Equal("~a", Text(store.Apply(new Applied<Service>(Service("a", "2")))));
        Assert.Equal("-a", Text(store.Apply(new Deleted<Service>(Service("a", "3")))));
        Assert.Equal("", Text(store.Apply(new Deleted<Service>(Service("a", "3")))));
    }

    [Fact]
    public void An_object_that_exists_but_cannot_be_read_stays_as_it_was()
    {
        var store = new ResourceStore<Service>();
        store.Apply(Synced(Service("a", "1")));

        var changes = store.Apply(new Synced<Service>
        {
            Items = [],
            Unreadable = [new UnreadableObject(new ObjectKey("prod", "a"), "2", "spec")],
        });

        Assert.Empty(changes);
        Assert.Equal("1", store.Find(new ObjectKey("prod", "a"))!.Metadata.ResourceVersion);
    }

    [Fact]
    public void Readers_keep_the_snapshot_they_took()
    {
        var store = new ResourceStore<Service>();
        store.Apply(Synced(Service("a", "1")));
        var taken = store.Objects;

        store.Apply(Synced());

        Assert.Single(taken);
        Assert.Empty(store.Objects);
    }

    private static Synced<Service> Synced(params Service[] items) => new() { Items = [.. items] };

    private static Service Service(string name, string version, string uid = "u") =>
        new() { Metadata = new ObjectMeta { Namespace = "prod", Name = name, Uid = uid, ResourceVersion = version } };

    private static string Text(ImmutableArray<ResourceChange<Service>> changes) => string.Join(
        ' ',
        changes.Select(change => (change.Before is null ? "+" : change.After is null ? "-" : "~") + change.Key.Name));
}

using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Tests.Kubernetes.Support;

namespace MetalOrleans.Tests.Kubernetes.Watching;

public sealed class KnownObjectsTests
{
    /// <summary>List, lines of a watch, and the events told for them.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        // known              line                 told
        { "a@1/u",            "MODIFIED a@1/u",    "" },
        { "a@1/u",            "MODIFIED a@2/u",    "+a@2" },
        { "",                 "MODIFIED a@2/u",    "+a@2" },
        { "",                 "DELETED a@2/u",     "" },
        { "a@1/u",            "DELETED a@2/u",     "-a@2" },
        // A replayed deletion of an object that bore the name before.
        { "a@5/second",       "DELETED a@2/first", "" },
        // The deletion in between was missed.
        { "a@1/first",        "ADDED a@5/second",  "-a@1 +a@5" },
        // Stale, but versions are opaque: told, for what follows in the watch puts it right.
        { "a@9/u",            "MODIFIED a@8/u",    "+a@8" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tells_what_is_news(string known, string line, string told)
    {
        var objects = new KnownObjects<Service>();
        objects.Replace(new ResourceList<Service>
        {
            Metadata = new ListMeta(),
            Items = [.. known.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse)],
        });

        var (type, value) = line.Split(' ') is [var first, var second] ? (first, second) : throw new InvalidOperationException();
        var events = objects.Observe(new WatchEvent<Service> { Type = Enum.Parse<WatchEventType>(type, ignoreCase: true), Object = Parse(value) });

        Assert.Equal(told, string.Join(' ', new[] { events.First, events.Second }.OfType<ListWatchEvent<Service>>().Select(Text)));
    }

    [Fact]
    public void A_list_whose_pages_repeat_an_object_names_it_once()
    {
        var synced = new KnownObjects<Service>().Replace(new ResourceList<Service>
        {
            Metadata = new ListMeta(),
            Items = [Parse("b@1/u"), Parse("a@1/u"), Parse("b@2/u")],
        });

        Assert.Equal(["a@1", "b@2"], synced.Items.Select(item => $"{item.Metadata.Name}@{item.Metadata.ResourceVersion}"));
    }

    private static Service Parse(string text)
    {
        var parts = text.Split('@', '/');
        return KubernetesJson.FromUtf8<Service>(System.Text.Encoding.UTF8.GetBytes(Json.Service(parts[0], parts[1], parts[2])));
    }

    private static string Text(ListWatchEvent<Service> told) => told switch
    {
        Applied<Service> applied => $"+{applied.Object.Metadata.Name}@{applied.Object.Metadata.ResourceVersion}",
        Deleted<Service> deleted => $"-{deleted.Object.Metadata.Name}@{deleted.Object.Metadata.ResourceVersion}",
        _ => "?",
    };
}

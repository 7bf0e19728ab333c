using MetalOrleans.ApiServer.Requests;
using MetalOrleans.ApiServer.Selectors;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>What a watch may see. An object that begins to match is ADDED to it, one that ceases to is DELETED from it.</summary>
internal sealed class WatchFilter(ApiRequest request)
{
    private readonly LabelSelector _labels = LabelSelector.Parse(request.Options.LabelSelector);
    private readonly FieldSelector _fields = FieldSelector.Parse(request.Options.FieldSelector, request.Resource);

    public bool Matches(StoredObject item) =>
        (request.Target.Namespace.Length == 0 || item.Key.Namespace == request.Target.Namespace)
        && (request.Target.Name.Length == 0 || item.Key.Name == request.Target.Name)
        && _labels.Matches(item.Labels)
        && _fields.Matches(item);

    /// <summary>The change as this watch sees it; null when it concerns nothing it can see.</summary>
    public StoreEventType? See(StoreEvent change)
    {
        var was = change.Previous is { } previous && Matches(previous);
        if (change.Type == StoreEventType.Deleted)
        {
            return was ? StoreEventType.Deleted : null;
        }

        var matches = Matches(change.Object);
        return (was, matches) switch
        {
            (true, true) => StoreEventType.Modified,
            (false, true) => StoreEventType.Added,
            (true, false) => StoreEventType.Deleted,
            _ => null,
        };
    }
}

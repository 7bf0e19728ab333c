using System.Collections.Immutable;
using MetalOrleans.ApiServer.OpenApi;
using MetalOrleans.ApiServer.Storage;

namespace MetalOrleans.ApiServer.Resources;

/// <summary>Keeps the <see cref="ResourceTable"/> in step with the stored CustomResourceDefinitions.</summary>
internal sealed class ResourceCatalog
{
    public static readonly StorageKey Definitions = new("apiextensions.k8s.io", "customresourcedefinitions", "apiextensions.k8s.io/v1");

    private readonly ObjectStore _store;
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, (long Revision, ImmutableArray<ResourceDefinition> Resources)> _known = [];
    private ResourceTable _table = new(BuiltInResources.All);
    private OpenApiDocuments? _documents;
    private volatile bool _isStale = true;

    public ResourceCatalog(ObjectStore store)
    {
        _store = store;
        store.Follow((collection, _) =>
        {
            if (collection == Definitions)
            {
                _isStale = true;
            }
        });
    }

    public ResourceTable Table
    {
        get
        {
            Refresh();
            return Volatile.Read(ref _table);
        }
    }

    public OpenApiDocuments Documents
    {
        get
        {
            Refresh();
            lock (_lock)
            {
                return _documents ??= new OpenApiDocuments([.. _table.All.Where(resource => !resource.IsReview).Select(Describe)]);
            }
        }
    }

    private static OpenApiKind Describe(ResourceDefinition resource) => new(
        resource.Group, resource.Version, resource.Kind, resource.Plural, resource.IsNamespaced, resource.DeclaredSchema)
    {
        HasStatus = resource.HasStatus,
    };

    private void Refresh()
    {
        if (!_isStale)
        {
            return;
        }

        lock (_lock)
        {
            if (!_isStale)
            {
                return;
            }

            // Cleared before the snapshot is taken: a change after it makes the table stale again.
            _isStale = false;
            var snapshot = _store.Snapshot(Definitions);
            foreach (var gone in _known.Keys.Where(key => !snapshot.Objects.ContainsKey(key)).ToArray())
            {
                _known.Remove(gone);
            }

            foreach (var (key, version) in snapshot.Objects)
            {
                if (!_known.TryGetValue(key, out var known) || known.Revision != version.Revision)
                {
                    _known[key] = (version.Revision, CustomResources.From(version.ToDocument()));
                }
            }

            var custom = snapshot.Objects.Keys.SelectMany(key => _known[key].Resources).OrderBy(resource => resource.Group, StringComparer.Ordinal);
            Volatile.Write(ref _table, new ResourceTable([.. BuiltInResources.All, .. custom]));
            _documents = null;
        }
    }
}

using System.Collections.Concurrent;

namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>Finds the class behind a grain interface and makes references to its grains.</summary>
internal sealed class GrainFactory(GrainRuntime runtime) : IClusterClient
{
    private readonly ConcurrentDictionary<Type, GrainClass> _classes = new();

    public IServiceProvider ServiceProvider => runtime.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return Get<TGrainInterface>(primaryKey, grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey =>
        Get<TGrainInterface>(GrainExtensions.ToKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey =>
        Get<TGrainInterface>(GrainExtensions.ToKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(
        Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey =>
        Get<TGrainInterface>(
            GrainExtensions.ToKey(GrainExtensions.ToKey(primaryKey), keyExtension), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(
        long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey =>
        Get<TGrainInterface>(
            GrainExtensions.ToKey(GrainExtensions.ToKey(primaryKey), keyExtension), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable
    {
        var grainClass = runtime.Classes.FirstOrDefault(candidate => candidate.Type == grainId.Type)
            ?? throw new ArgumentException($"No grain class has the type name '{grainId.Type}'.", nameof(grainId));
        return (TGrainInterface)(object)runtime.Reference(
            typeof(TGrainInterface), grainClass, grainId.Key.ToString());
    }

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(grainPrimaryKey);
        return (IGrain)(object)runtime.Reference(grainInterfaceType, ClassOf(grainInterfaceType), grainPrimaryKey);
    }

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) =>
        GetGrain(grainInterfaceType, GrainExtensions.ToKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) =>
        GetGrain(grainInterfaceType, GrainExtensions.ToKey(grainPrimaryKey));

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        var observer = GrainClass.ForObserver(runtime, typeof(TGrainObserverInterface), obj.GetType());
        var key = GrainExtensions.ToKey(Guid.NewGuid());
        runtime.Catalog.Adopt(observer, GrainId.Create(observer.Type, key), obj);
        return (TGrainObserverInterface)(object)runtime.Reference(typeof(TGrainObserverInterface), observer, key);
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver =>
        runtime.Catalog.End(
            obj.GetGrainId(),
            new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The observer was deleted."));

    private TGrainInterface Get<TGrainInterface>(string key, string? prefix) =>
        (TGrainInterface)(object)runtime.Reference(
            typeof(TGrainInterface),
            prefix is null ? ClassOf(typeof(TGrainInterface)) : Find(typeof(TGrainInterface), prefix),
            key);

    private GrainClass ClassOf(Type interfaceType) =>
        _classes.TryGetValue(interfaceType, out var found)
            ? found
            : _classes.GetOrAdd(interfaceType, Find(interfaceType, prefix: null));

    private GrainClass Find(Type interfaceType, string? prefix)
    {
        var candidates = runtime.Classes
            .Where(candidate => candidate.Interfaces.Contains(interfaceType))
            .Where(candidate => prefix is null || candidate.Class.FullName!.StartsWith(prefix, StringComparison.Ordinal))
            .ToList();
        if (candidates.Count > 1)
        {
            var name = interfaceType.Name.TrimStart('I');
            var conventional = candidates.Where(candidate => candidate.Class.Name == name).ToList();
            candidates = conventional.Count == 1 ? conventional : candidates;
        }

        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new ArgumentException(
                $"No grain class implements {interfaceType}: reference the project that has one from the silo's.", nameof(interfaceType)),
            _ => throw new ArgumentException(
                $"{string.Join(" and ", candidates.Select(candidate => candidate.Class))} implement {interfaceType}: name "
                + "one with grainClassNamePrefix.", nameof(interfaceType)),
        };
    }
}

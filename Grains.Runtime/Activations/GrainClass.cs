using System.Collections.Immutable;
using System.Reflection;
using MetalOrleans.Grains.Runtime.Invocation;
using MetalOrleans.Grains.Runtime.Manifest;
using MetalOrleans.Grains.Runtime.Statistics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Serialization.Invocation;

namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>A grain class of one silo: how its activations are made, admit calls and are collected, and its statistics.</summary>
internal sealed class GrainClass
{
    private const string ClassSuffix = "grain";

    private readonly GrainRuntime _runtime;
    private readonly Func<IServiceProvider, IGrainContext, object> _make;
    private readonly Func<IInvokable, bool>? _mayInterleave;
    private readonly bool _isReentrant;
    private readonly bool _isFilter;

    // A service scope costs as much memory as all else of an idle activation: made only for a constructor that takes a
    // service which is not a singleton.
    private readonly bool _needsScope;
    private readonly Lock _statisticsLock = new();
    private MethodStatistics?[] _statistics = [];

    internal GrainClass(GrainRuntime runtime, GrainClassEntry entry)
    {
        _runtime = runtime;
        Class = entry.Class;
        Interfaces = entry.Interfaces;
        Type = GrainType.Create(NameOf(entry.Class));
        _make = entry.Make ?? MakeByContainer(entry.Class);
        _needsScope = entry.Make is null || !entry.Dependencies.All(runtime.IsSingleton);
        _isReentrant = Class.GetCustomAttribute<ReentrantAttribute>() is not null;
        _isFilter = Class.IsAssignableTo(typeof(IIncomingGrainCallFilter));
        _mayInterleave = MayInterleave(Class);
        Activates = Overrides(nameof(Grain.OnActivateAsync), typeof(CancellationToken));
        Deactivates = Overrides(
            nameof(Grain.OnDeactivateAsync), typeof(DeactivationReason), typeof(CancellationToken));
        CollectionAge = runtime.Collection.ClassSpecificCollectionAge.TryGetValue(Class.FullName!, out var age)
            ? age
            : Class.GetCustomAttribute<CollectionAgeLimitAttribute>()?.Amount ?? runtime.Collection.CollectionAge;
    }

    private GrainClass(GrainRuntime runtime, Type interfaceType, Type observer)
    {
        _runtime = runtime;
        Class = observer;
        Interfaces = [interfaceType];
        Type = GrainType.Create("sys.observer");
        _make = static (_, _) => throw new NotSupportedException("An observer is not activated.");
        IsObserver = true;
        CollectionAge = Timeout.InfiniteTimeSpan;
    }

    internal Type Class { get; }

    /// <summary>Whether this is no grain class but that of an object which grains call.</summary>
    internal bool IsObserver { get; }

    internal GrainType Type { get; }

    internal ImmutableArray<Type> Interfaces { get; }

    internal TimeSpan CollectionAge { get; }

    internal ActivationCounts Counts { get; } = new();

    /// <summary>Whether the class has an activation method of its own.</summary>
    internal bool Activates { get; }

    internal bool Deactivates { get; }

    internal static GrainClass ForObserver(GrainRuntime runtime, Type interfaceType, Type observer) =>
        new(runtime, interfaceType, observer);

    internal object Make(Activation activation) =>
        _make(_needsScope ? activation.ActivationServices : _runtime.Services, activation);

    /// <summary>Whether a call may interleave with every other one in this activation.</summary>
    internal bool Interleaves(Activation activation, IInvokable request) =>
        _isReentrant
        || (_mayInterleave is not null && _mayInterleave(request))
        || activation.IsInReentrantSection(RequestContext.ReentrancyId);

    /// <summary>The filters a call passes on its way to the grain, which is the last of them when it is one itself.</summary>
    internal ImmutableArray<IIncomingGrainCallFilter> FiltersOf(object grain) =>
        _isFilter ? _runtime.IncomingFilters.Add((IIncomingGrainCallFilter)grain) : _runtime.IncomingFilters;

    internal MethodStatistics StatisticsOf(GrainMethod method)
    {
        var statistics = _statistics;
        return method.Index < statistics.Length && statistics[method.Index] is { } found ? found : AddStatistics(method);
    }

    internal IEnumerable<MethodStatistics> Statistics() => _statistics.OfType<MethodStatistics>();

    internal MethodInfo Implementation(MethodInfo interfaceMethod)
    {
        var map = Class.GetInterfaceMap(interfaceMethod.DeclaringType!);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, interfaceMethod)];
    }

    private static string NameOf(Type grainClass)
    {
        if (grainClass.GetCustomAttribute<GrainTypeAttribute>() is { } attribute)
        {
            return attribute.Name;
        }

        var name = grainClass.Name.ToLowerInvariant();
        return name.Length > ClassSuffix.Length && name.EndsWith(ClassSuffix, StringComparison.Ordinal)
            ? name[..^ClassSuffix.Length]
            : name;
    }

    private static Func<IServiceProvider, IGrainContext, object> MakeByContainer(Type grainClass)
    {
        var factory = ActivatorUtilities.CreateFactory(grainClass, []);
        return (services, _) => factory(services, []);
    }

    private static Func<IInvokable, bool>? MayInterleave(Type grainClass)
    {
        if (grainClass.GetCustomAttribute<MayInterleaveAttribute>()?.CallbackMethodName is not { } name)
        {
            return null;
        }

        var method = grainClass.GetMethod(
            name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy);
        return method?.CreateDelegate<Func<IInvokable, bool>>()
            ?? throw new InvalidOperationException(
                $"{grainClass} names {name} in [MayInterleave] and has no such method: write static bool {name}(IInvokable).");
    }

    private bool Overrides(string method, params Type[] parameters) =>
        !Class.IsSubclassOf(typeof(Grain)) || Class.GetMethod(method, parameters)?.DeclaringType != typeof(Grain);

    private MethodStatistics AddStatistics(GrainMethod method)
    {
        lock (_statisticsLock)
        {
            var statistics = _statistics;
            if (method.Index >= statistics.Length)
            {
                Array.Resize(ref statistics, method.Index + 1);
            }

            var found = statistics[method.Index] ??= new MethodStatistics(
                $"{method.InterfaceType.Name}.{method.Name}", _runtime.Time.TimestampFrequency);
            _statistics = statistics;
            return found;
        }
    }
}

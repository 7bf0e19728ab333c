using System.Collections.Concurrent;
using System.Collections.Immutable;
using MetalOrleans.Grains.Runtime.Invocation;
using MetalOrleans.Grains.Runtime.Manifest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>What all activations and references of one silo share.</summary>
internal sealed partial class GrainRuntime
{
    private readonly ILogger<GrainRuntime> _logger;
    private readonly double _ticksPerSecond;
    private readonly ServiceLifetimes? _singletons;
    private readonly ConcurrentDictionary<(Type Interface, GrainClass Class), GrainReferenceShared> _shared = new();

    public GrainRuntime(
        IServiceProvider services,
        IOptions<GrainCollectionOptions> collection,
        IOptions<SiloMessagingOptions> messaging,
        ILogger<GrainRuntime> logger)
    {
        Services = services;
        Collection = collection.Value;
        ResponseTimeout = messaging.Value.ResponseTimeout;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _ticksPerSecond = Time.TimestampFrequency;
        _logger = logger;
        Catalog = new Catalog(this);
        _singletons = services.GetService<ServiceLifetimes>();
        Classes = [.. GrainManifest.Classes.Values.Select(entry => new GrainClass(this, entry))];
        Factory = new GrainFactory(this);
    }

    internal IServiceProvider Services { get; }

    internal GrainCollectionOptions Collection { get; }

    internal TimeSpan ResponseTimeout { get; }

    internal TimeProvider Time { get; }

    internal Catalog Catalog { get; }

    internal GrainFactory Factory { get; }

    internal ImmutableArray<GrainClass> Classes { get; }

    // Made at the first call, not in the constructor: a filter may itself ask for the grain factory.
    internal ImmutableArray<IIncomingGrainCallFilter> IncomingFilters
    {
        get
        {
            if (field.IsDefault)
            {
                field = [.. Services.GetServices<IIncomingGrainCallFilter>()];
            }

            return field;
        }
    }

    internal long Now() => Time.GetTimestamp();

    internal long ToTicks(TimeSpan time) => (long)(time.TotalSeconds * _ticksPerSecond);

    internal bool IsSingleton(Type service) => _singletons?.IsSingleton(service) == true;

    internal GrainReference Reference(Type interfaceType, GrainClass grainClass, string key)
    {
        if (!GrainManifest.Interfaces.TryGetValue(interfaceType, out var make))
        {
            throw new ArgumentException(
                $"{interfaceType} is not known as a grain interface: declare it in a project that uses the grain runtime.",
                nameof(interfaceType));
        }

        var shared = _shared.GetOrAdd(
            (interfaceType, grainClass),
            static (pair, runtime) => new GrainReferenceShared(runtime, pair.Class, pair.Interface),
            this);
        return make(shared, key);
    }

    internal void ReportOneWayError(GrainRequest request, Exception exception) =>
        LogOneWayFailed(_logger, request.Describe(), exception);

    internal void ReportFailedActivation(GrainId grain, Exception exception) =>
        LogActivationFailed(_logger, grain, exception);

    internal void ReportFailedDeactivation(GrainId grain, Exception exception) =>
        LogDeactivationFailed(_logger, grain, exception);

    internal void ReportDeactivated(GrainId grain, DeactivationReason reason) => LogDeactivated(_logger, grain, reason);

    internal void ReportFailedTick(GrainId grain, Exception exception) => LogTickFailed(_logger, grain, exception);
}

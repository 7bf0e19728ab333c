using MetalOrleans.Grains.Runtime.Activations;
using MetalOrleans.Grains.Runtime.Hosting;
using MetalOrleans.Grains.Runtime.Lifecycle;
using MetalOrleans.Grains.Runtime.Statistics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;

namespace Microsoft.Extensions.Hosting;

/// <summary>Hosts a silo in a process.</summary>
public static class OrleansSiloGenericHostExtensions
{
    public static IHostBuilder UseOrleans(this IHostBuilder hostBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.UseOrleans((_, silo) => configureDelegate(silo));
    }

    public static IHostBuilder UseOrleans(
        this IHostBuilder hostBuilder, Action<HostBuilderContext, ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.ConfigureServices(
            (context, services) => configureDelegate(context, AddSilo(services, context.Configuration)));
    }

    public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder) =>
        hostAppBuilder.UseOrleans(_ => { });

    public static IHostApplicationBuilder UseOrleans(
        this IHostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(AddSilo(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    public static HostApplicationBuilder UseOrleans(
        this HostApplicationBuilder hostAppBuilder, Action<ISiloBuilder> configureDelegate)
    {
        ((IHostApplicationBuilder)hostAppBuilder).UseOrleans(configureDelegate);
        return hostAppBuilder;
    }

    public static IServiceCollection AddOrleans(this IServiceCollection services, Action<ISiloBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(AddSilo(services, new ConfigurationManager()));
        return services;
    }

    private static SiloBuilder AddSilo(IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new ServiceLifetimes(services));
        services.TryAddSingleton<GrainRuntime>();
        services.TryAddSingleton<StagedLifecycle>();
        services.TryAddSingleton<ISiloLifecycle>(provider => provider.GetRequiredService<StagedLifecycle>());
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<GrainRuntime>().Factory);
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainRuntime>().Factory);
        services.TryAddSingleton<IGrainStatistics, GrainStatistics>();
        services.AddMetrics();
        services.TryAddSingleton<GrainMeter>();
        services.AddHostedService<SiloHost>();
        return new SiloBuilder(services, configuration);
    }
}

using Microsoft.Extensions.DependencyInjection;

namespace MetalOrleans.Grains.Runtime.Activations;

/// <summary>Which services are the same for all activations, so that they need no scope.</summary>
internal sealed class ServiceLifetimes(IServiceCollection services)
{
    internal bool IsSingleton(Type service)
    {
        var definition = service.IsConstructedGenericType ? service.GetGenericTypeDefinition() : service;
        var found = services
            .Where(descriptor => !descriptor.IsKeyedService)
            .Where(descriptor => descriptor.ServiceType == service || descriptor.ServiceType == definition)
            .ToList();
        return found.Count > 0 && found.TrueForAll(descriptor => descriptor.Lifetime == ServiceLifetime.Singleton);
    }
}

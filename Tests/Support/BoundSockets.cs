using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MetalOrleans.Tests.Support;

/// <summary>Web servers on a socket that was bound in another namespace.</summary>
internal static class BoundSockets
{
    /// <summary>Listens on a socket that is bound; the server closes it when it stops.</summary>
    /// <remarks>
    /// Not by its descriptor (<c>ListenHandle</c>): Kestrel never closes one that it was given, so that the port would go
    /// on taking connections that nobody accepts.
    /// </remarks>
    public static IWebHostBuilder ListenOn(this IWebHostBuilder host, Socket socket, Action<ListenOptions> configure) => host
        .UseSockets(options => options.CreateBoundListenSocket = _ => socket)
        .ConfigureKestrel(options => options.Listen(socket.LocalEndPoint!, configure));
}

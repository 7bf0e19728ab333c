using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;
using MetalOrleans.ApiServer.Errors;

namespace MetalOrleans.ApiServer.Strategies;

/// <summary>The checks of a Service's ports.</summary>
internal static class ServicePortValidation
{
    private const string PortRange = "must be between 1 and 65535, inclusive";

    public static void Check(JsonObject spec, List<Cause> causes)
    {
        var ports = spec.Array("ports").Objects().ToArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var served = new HashSet<(string Protocol, long Port)>();
        var nodePorts = new HashSet<(string Protocol, long Port)>();
        for (var i = 0; i < ports.Length; i++)
        {
            var at = $"spec.ports[{i}]";
            var port = ports[i];
            CheckName(port, at, ports.Length > 1, names, causes);
            var number = port.Integer("port") ?? 0;
            if (number is < 1 or > 65535)
            {
                causes.Add(Cause.Invalid($"{at}.port", number, PortRange));
            }

            var protocol = port.Text("protocol") ?? "";
            if (protocol is not ("TCP" or "UDP" or "SCTP"))
            {
                causes.Add(Cause.NotSupported($"{at}.protocol", protocol, "SCTP", "TCP", "UDP"));
            }

            CheckTarget(port, at, causes);
            if (port.Integer("nodePort") is > 0 and var nodePort)
            {
                if (spec.Text("type") == "ClusterIP")
                {
                    causes.Add(Cause.Forbidden($"{at}.nodePort", "may not be used when `type` is 'ClusterIP'"));
                }
                else if (!nodePorts.Add((protocol, nodePort)))
                {
                    causes.Add(Cause.Duplicate($"{at}.nodePort", nodePort));
                }
            }

            if (!served.Add((protocol, number)))
            {
                causes.Add(new Cause(at, "FieldValueDuplicate", $"Duplicate value: {Describe(protocol, number)}"));
            }
        }
    }

    private static void CheckName(JsonObject port, string at, bool isRequired, HashSet<string> names, List<Cause> causes)
    {
        var name = port.Text("name") ?? "";
        if (name.Length == 0)
        {
            if (isRequired)
            {
                causes.Add(Cause.Required($"{at}.name"));
            }

            return;
        }

        if (NameRules.CheckLabel(name) is { } why)
        {
            causes.Add(Cause.Invalid($"{at}.name", name, why));
        }

        if (!names.Add(name))
        {
            causes.Add(Cause.Duplicate($"{at}.name", name));
        }
    }

    private static void CheckTarget(JsonObject port, string at, List<Cause> causes)
    {
        if (port.Integer("targetPort") is { } number)
        {
            if (number is < 1 or > 65535)
            {
                causes.Add(Cause.Invalid($"{at}.targetPort", number, PortRange));
            }

            return;
        }

        var name = port.Text("targetPort") ?? "";
        if (name.Length > 15)
        {
            causes.Add(Cause.Invalid($"{at}.targetPort", name, "must be no more than 15 characters"));
        }

        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || name.StartsWith('-') || name.EndsWith('-'))
        {
            causes.Add(Cause.Invalid($"{at}.targetPort", name, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"));
        }
        else if (!name.Any(char.IsAsciiLetterLower))
        {
            causes.Add(Cause.Invalid($"{at}.targetPort", name, "must contain at least one letter (a-z)"));
        }
    }

    /// <summary>The duplicate as kube-apiserver shows it: the two fields that make it one, under their Go names.</summary>
    private static string Describe(string protocol, long port) =>
        $"{{\"Name\":\"\",\"Protocol\":\"{protocol}\",\"AppProtocol\":null,\"Port\":{port},\"TargetPort\":0,\"NodePort\":0}}";
}

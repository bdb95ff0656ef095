// Command talos-validator judges and makes machine configurations with Talos' own code.
//
//	talos-validator validate FILE…        exit code 1 when one is refused; warnings count, as with --strict
//	talos-validator generate NAME ENDPOINT KUBERNETES CONTRACT TYPE   a configuration with throwaway secrets
package main

import (
	"fmt"
	"os"

	"github.com/siderolabs/talos/pkg/machinery/config"
	"github.com/siderolabs/talos/pkg/machinery/config/configloader"
	"github.com/siderolabs/talos/pkg/machinery/config/generate"
	"github.com/siderolabs/talos/pkg/machinery/config/machine"
	"github.com/siderolabs/talos/pkg/machinery/config/validation"
)

// metal is the mode of the machines that clusterctl serves.
type metal struct{}

func (metal) String() string        { return "metal" }
func (metal) RequiresInstall() bool { return true }
func (metal) InContainer() bool     { return false }

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch {
	case len(arguments) >= 2 && arguments[0] == "validate":
		return validate(arguments[1:])
	case len(arguments) == 6 && arguments[0] == "generate":
		return generateOne(arguments[1], arguments[2], arguments[3], arguments[4], arguments[5])
	default:
		return fmt.Errorf("usage: talos-validator validate FILE… | generate NAME ENDPOINT KUBERNETES CONTRACT TYPE")
	}
}

func validate(files []string) error {
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}

		provider, err := configloader.NewFromBytes(text)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}

		if _, err = provider.Validate(metal{}, validation.WithStrict()); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}

	return nil
}

func generateOne(name, endpoint, kubernetes, contractText, machineType string) error {
	contract, err := config.ParseContractFromVersion(contractText)
	if err != nil {
		return err
	}

	input, err := generate.NewInput(name, endpoint, kubernetes, generate.WithVersionContract(contract))
	if err != nil {
		return err
	}

	kind, err := machine.ParseType(machineType)
	if err != nil {
		return err
	}

	provider, err := input.Config(kind)
	if err != nil {
		return err
	}

	text, err := provider.Bytes()
	if err != nil {
		return err
	}

	_, err = os.Stdout.Write(text)

	return err
}
